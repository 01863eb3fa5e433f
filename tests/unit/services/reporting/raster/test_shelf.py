from services.reporting.raster.picture import Shelf


def put(shelf, key, size):
    return shelf.recall(key, lambda: [key], lambda _made: size)


def test_what_was_used_longest_ago_goes_where_there_is_no_room():
    shelf = Shelf(most_bytes=10)
    first = put(shelf, "a", 4)
    put(shelf, "b", 4)
    assert put(shelf, "a", 4) is first
    put(shelf, "c", 4)
    assert ("a" in shelf, "b" in shelf, "c" in shelf) == (True, False, True)


def test_what_takes_half_of_the_room_is_given_and_not_kept():
    shelf = Shelf(most_bytes=10)
    put(shelf, "a", 4)
    assert put(shelf, "large", 6) == ["large"]
    assert ("a" in shelf, "large" in shelf) == (True, False)
