"""The pages of next year's targets: question, cells by hand, saved proposals side by side, on to publication."""
