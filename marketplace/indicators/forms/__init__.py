"""What people may ask of a figure and enter beside it, checked."""
