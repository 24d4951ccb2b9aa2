"""Tellers: tables, cards and reports made of answers; no arithmetic of their own."""
