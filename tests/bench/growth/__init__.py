"""Whether twice the input takes twice the time, whatever the input is."""
