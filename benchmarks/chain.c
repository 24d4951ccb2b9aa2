/* Who would act, could decide and would win: the mechanisms decision, voting, projection (defence,
   attack) and deterrence of a year, for all contingencies, in C99.

   It stands beside the compiled kernels (ensemble.forces.decide and weigh) only to be compared with
   them: the same sums on the same arrays, with the same shortcuts. Names are those of the kernels,
   where everything is explained. */

#include <math.h>
#include <string.h>

#define DAYS 2
#define NODES 9
#define MOST_MEMBERS 64

typedef struct {
    /* sizes: states, contingencies, powers, members of NATO, members of the EU */
    long states, cases, powers, council_size, union_size;
    /* who is who: (C,), (C,), (C,), members, members, (EU,), (3,) */
    const long *challenger, *target, *watched, *council, *union_members, *union_units, *union_rule;
    long china;
    /* traits: (C, N) duty, affinity, stake; (J, N) cut_off, theta, denied; (N,) the rest */
    const double *duty, *affinity, *stake, *cut_off, *theta, *denied;
    const double *leverage, *stance, *major, *mandated, *european;
    /* (C, N), (C, N), (C, N), (2, C, N) */
    const double *defender, *standing, *come, *force;
    /* (8,), (9,), (9,), (9,); (C,), (C,), (5,), (J,) */
    const double *effects, *shocks, *sanction_shocks, *weights;
    const double *advantage, *crossing, *stakes, *felt;
    /* beliefs, and definitions of the mechanisms */
    double blocking, declared, lost, gain_together, depth, decisiveness, late;
    double dependence_unit, strongest_duty, index, look_ahead, tolerance, smallest;
    /* results: (C, N), (C, N), (C, 2), (C, 2, 9), (C,), (C, 2), (C,), (2, C) */
    double *odds, *mean, *decided, *defence, *share, *attack, *balance, *gain;
    /* room: (N,), (N,), (N,), (2, cells) */
    double *will, *consent, *sanctions, *table;
} World;

static double largest(double a, double b) { return a > b ? a : b; }
static double least(double a, double b) { return a < b ? a : b; }

/* --- will --------------------------------------------------------------------------------- */

static double feared(const World *w, long watched, long i)
{
    double worst = 0.0;
    for (long j = 0; j < w->powers; j++)
        if (j != watched)
            worst = largest(worst, w->theta[j * w->states + i]);
    return worst;
}

static void describe(const World *w, long c)
{
    const long n = w->states, watched = w->watched[c];
    const double *duty = w->duty + c * n, *affinity = w->affinity + c * n;
    const double *stake = w->stake + c * n, *defender = w->defender + c * n;
    const double *lost = w->challenger[c] == w->china ? w->leverage : w->cut_off + watched * n;
    const double *e = w->effects;
    double *odds = w->odds + c * n;
    for (long i = 0; i < n; i++) {
        double drawn = e[1] * duty[i] / w->strongest_duty + e[2] * affinity[i];
        double held = e[4] * lost[i] / w->dependence_unit + e[5] * feared(w, watched, i);
        drawn += e[3] * stake[i] + e[6] * w->stance[i] + e[7] * w->major[i];
        odds[i] = exp(e[0] + drawn - held) * defender[i];
    }
}

static void find_will(const double *restrict odds, double shock, long n, double *restrict will)
{
    for (long i = 0; i < n; i++) {
        double scaled = odds[i] * shock;
        will[i] = scaled / (1.0 + scaled);
    }
}

/* --- decisions of NATO and the EU ------------------------------------------------------------ */

static double council_decides(const World *w)
{
    double nobody = 1.0;
    for (long m = 0; m < w->council_size; m++)
        nobody *= 1.0 - w->blocking * (1.0 - w->consent[w->council[m]]);
    return nobody;
}

static double crowd(const double *stay, const double *step, long n, long count, double smallest)
{
    double stays = 0.0, steps = 0.0;
    for (long i = 0; i < n; i++) {
        stays += stay[i];
        steps += step[i];
    }
    double c = largest(count * stays / largest(steps * (n - count), smallest), 1.0);
    double bound = pow(c, -(double)count);
    for (long i = 0; i < n; i++)
        bound *= stay[i] + c * step[i];
    return bound;
}

static double lot(double mean, long count)
{
    double bound = 1.0;
    for (long k = 0; k < count; k++)
        bound *= mean / (k + 1.0);
    return bound;
}

static void tally(const double *stay, const double *step, long n, double *out, long size)
{
    memset(out, 0, size * sizeof *out);
    out[0] = 1.0;
    for (long i = 0; i < n; i++) {
        double below = 0.0;
        long top = i + 2 < size ? i + 2 : size;
        for (long k = 0; k < top; k++) {
            double here = out[k];
            out[k] = here * stay[i] + below * step[i];
            below = here;
        }
    }
}

/* Fold the table of weight and count into counts; return where they are. */
static const double *light(const World *w, const double *stay, const double *step, long room)
{
    const long n = w->union_size, width = n + 1, cells = width * (room + 1);
    double *old = w->table, *new = w->table + cells;
    memset(w->table, 0, 2 * cells * sizeof *old);
    old[0] = 1.0;
    long top = 1;
    for (long i = 0; i < n; i++) {
        long shift = w->union_units[i] * width + 1;
        shift = shift < cells ? shift : cells;
        top = top + shift < cells ? top + shift : cells;
        double *restrict to = new;
        const double *restrict from = old;
        for (long j = 0; j < shift; j++)
            to[j] = from[j] * stay[i];
        for (long j = shift; j < top; j++)
            to[j] = from[j] * stay[i] + from[j - shift] * step[i];
        new = old;
        old = to;
    }
    memset(new, 0, width * sizeof *new);
    for (long q = 0; q <= room; q++)
        for (long k = 0; k < width; k++)
            new[k] += old[q * width + k];
    return new;
}

static double added(const double *counts, long from, long to)
{
    double total = 0.0;
    for (long k = from; k <= to; k++)
        total += counts[k];
    return total;
}

static double tolerated(const World *w, const double *stay, const double *step)
{
    const long n = w->union_size, free = w->union_rule[0], most = w->union_rule[1];
    double both = 1.0, steps = 0.0;
    for (long i = 0; i < n; i++) {
        both *= stay[i] + step[i];
        steps += step[i];
    }
    if (least(both, lot(steps, free + 1)) <= w->tolerance)
        return both;
    if (crowd(stay, step, n, free + 1, w->smallest) <= w->tolerance)
        return both;
    double counts[MOST_MEMBERS + 1];
    tally(stay, step, n, counts, most + 1);
    double few = added(counts, 0, free);
    if (added(counts, free + 1, most) <= w->tolerance)
        return few;
    return few + added(light(w, stay, step, w->union_rule[2]), free + 1, most);
}

static double union_decides(const World *w)
{
    double stay[MOST_MEMBERS], step[MOST_MEMBERS];
    for (long m = 0; m < w->union_size; m++) {
        double consent = w->consent[w->union_members[m]];
        double silent = (1.0 - w->blocking) * (1.0 - consent);
        step[m] = w->declared * silent;
        stay[m] = consent + (1.0 - w->declared) * silent;
    }
    return tolerated(w, stay, step);
}

/* --- who would come -------------------------------------------------------------------------- */

static double synergy(const World *w, long c)
{
    const double *force = w->force + c * w->states, *defender = w->defender + c * w->states;
    const double *standing = w->standing + c * w->states;
    double under = 0.0, total = 0.0;
    for (long i = 0; i < w->states; i++) {
        double helper = i == w->target[c] ? 0.0 : defender[i] * force[i];
        under += standing[i] * helper;
        total += helper;
    }
    return 1.0 + w->gain_together * (total > 0.0 ? under / total : 0.0);
}

static double defence(const double *restrict force, const double *restrict will, long n,
                      long target, double factor)
{
    double helpers = 0.0;
    for (long i = 0; i < n; i++)
        helpers += will[i] * force[i];
    helpers -= will[target] * force[target];
    return force[target] + factor * helpers;
}

static double expected_defence(const World *w, long c, long d)
{
    double mean = 0.0;
    for (long z = 0; z < NODES; z++)
        mean += w->weights[z] * w->defence[(c * DAYS + d) * NODES + z];
    return mean;
}

static double european_share(const World *w, double factor, long c)
{
    const double *force = w->force + c * w->states, *mean = w->mean + c * w->states;
    double ours = 0.0;
    for (long i = 0; i < w->states; i++) {
        double part = i == w->target[c] ? 1.0 : factor * mean[i];
        ours += w->european[i] * part * force[i];
    }
    return ours / expected_defence(w, c, 0);
}

static void add(double weight, const double *restrict row, long n, double *restrict out)
{
    for (long i = 0; i < n; i++)
        out[i] += weight * row[i];
}

static void mandate(const double *restrict bound, double gone, long n, double *restrict will)
{
    for (long i = 0; i < n; i++)
        will[i] *= 1.0 - gone * bound[i];
}

static void come(const World *w, long c)
{
    const long n = w->states, target = w->target[c];
    double *mean = w->mean + c * n, *will = w->will;
    double *decided = w->decided + c * 2, factor = synergy(w, c);
    memset(mean, 0, n * sizeof *mean);
    memset(w->sanctions, 0, n * sizeof *mean);
    decided[0] = decided[1] = 0.0;
    for (long z = 0; z < NODES; z++) {
        double weight = w->weights[z];
        find_will(w->odds + c * n, w->sanction_shocks[z], n, w->consent);
        add(weight, w->consent, n, w->sanctions);
        double nato = council_decides(w), gone = w->lost * (1.0 - nato);
        decided[0] += weight * nato;
        decided[1] += weight * union_decides(w);
        find_will(w->odds + c * n, w->shocks[z], n, will);
        mandate(w->mandated, gone, n, will);
        add(weight, will, n, mean);
        for (long d = 0; d < DAYS; d++)
            w->defence[(c * DAYS + d) * NODES + z] =
                defence(w->force + (d * w->cases + c) * n, will, n, target, factor);
    }
    mean[target] = 1.0;
    w->share[c] = european_share(w, factor, c);
}

/* --- what the challenger makes of it --------------------------------------------------------- */

static double price(const World *w, long c)
{
    const double *income = w->denied + w->watched[c] * w->states;
    double lost = 0.0;
    for (long i = 0; i < w->states; i++)
        lost += w->sanctions[i] * income[i];
    return least(1.0, lost * w->depth);
}

/* The chance of a successful attack on a day, averaged over the shock. */
static double chance(const World *w, long c, long d)
{
    const double *defence = w->defence + (c * DAYS + d) * NODES;
    double attack = w->attack[c * DAYS + d], mean = 0.0;
    for (long z = 0; z < NODES; z++) {
        double ratio = w->advantage[c] * defence[z] / attack;
        mean += w->weights[z] / (1.0 + pow(ratio, w->decisiveness));
    }
    return mean;
}

static double gain(const World *w, long c, double chance, double window, double loss)
{
    const double *stakes = w->stakes;
    double felt = w->felt[w->watched[c]] / w->index - 1.0;
    double battle = chance - (1.0 - chance) * stakes[0] - stakes[1] * loss - stakes[2];
    return battle + stakes[3] * felt + stakes[4] * window;
}

static double trend(const World *w, long c)
{
    const double *come = w->come + c * w->states, *force = w->force + c * w->states;
    double as_at_first = 0.0;
    for (long i = 0; i < w->states; i++)
        as_at_first += come[i] * force[i];
    return as_at_first;
}

static void weigh(const World *w, long c)
{
    for (long d = 0; d < DAYS; d++)
        w->attack[c * DAYS + d] =
            w->crossing[c] * w->force[(d * w->cases + c) * w->states + w->challenger[c]];
    double loss = price(w, c);
    double now = log(w->attack[c * DAYS] / trend(w, c));
    double window = largest(0.0, w->look_ahead * (w->balance[c] - now));
    w->balance[c] = now;
    double early = chance(w, c, 0), later = chance(w, c, 1);
    double both = (1.0 - w->late) * early + w->late * later;
    w->gain[c] = gain(w, c, early, window, loss);
    w->gain[w->cases + c] = gain(w, c, both, window, loss);
}

void chain(const World *w, long times)
{
    for (long turn = 0; turn < times; turn++)
        for (long c = 0; c < w->cases; c++) {
            describe(w, c);
            come(w, c);
            weigh(w, c);
        }
}
