"""The world as sourced records."""
