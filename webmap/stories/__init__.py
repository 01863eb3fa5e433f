"""The pages of stories: the list, the presentation, the desk on which they are made."""
