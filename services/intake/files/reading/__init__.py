"""What reads a file from outside, in a process of its own: standard library, calamine and orjson, nothing heavy.

For long texts a second such process holds NumPy and Arrow besides: ``line_index``, ``long_texts``, ``text_answers``.
"""
