from rules.kept import Kept


def test_what_is_kept_is_asked_for_once_until_it_is_full() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    kept = Kept(length, 2)
    assert list(map(kept.__getitem__, ["rue", "pont", "rue", "allée", "rue"])) == [3, 4, 3, 5, 3]
    assert asked == ["rue", "pont", "allée", "rue"]
    assert len(kept) == 2
