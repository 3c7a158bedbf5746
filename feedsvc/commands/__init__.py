"""What each command does, one module each; ``cli`` only declares them."""
