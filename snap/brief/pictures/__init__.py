"""Pictures as SVG: drawn from plain values, coloured by the page's style sheet."""
