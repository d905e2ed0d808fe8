"""
Fills the frames of frames.yaml: CACHE/frames.tsv, `sentence<TAB>labels` a line.

Written out, a frame with a theme's phrases makes a sentence whose labels follow from the frame. Drawn evenly over frames
and themes by a fixed seed, each sentence once.
"""
import os
import random
import re

import yaml

HERE, CACHE = os.path.dirname(os.path.abspath(__file__)), os.environ["CACHE"]
# drawn for each frame, by what the frame says of its themes
PER_FRAME = {"+": 50, "-": 45, ".": 40, "+2-": 80, "-2-": 45, "+2+": 45}
KINDS = {
    "g": "good things", "b": "bad things", "G": "good clauses", "B": "bad clauses",
    "s": "subjects", "p": "more praise", "q": "more blame", "P": "praise compared", "Q": "blame compared",
}


def fill(frame, themes, names, rng):
    """A frame with phrases of the two themes, no phrase twice; None where it has none left."""
    used = set()

    def phrase(match):
        kind, which = match.group(1), 1 if match.group(2) else 0
        left = [p for p in themes[names[which]].get(KINDS[kind], []) if p not in used]
        if not left:
            raise LookupError
        chosen = rng.choice(left)
        used.add(chosen)
        return chosen

    try:
        text = re.sub(r"\{([gbGBspqPQ])(2?)\}", phrase, frame)
    except LookupError:
        return None
    # "no a wait", "there was no the doctor's attention", "not a kinder nurses"
    text = re.sub(r"\b(no|never|more|less|hardly|nor|neither) (?:an?|the) ", r"\1 ", text)
    style = rng.random()
    if style < 0.7:
        text = re.sub(r"(?:^|(?<=[.?] ))[a-z]", lambda m: m.group(0).upper(), text)
    return text if style > 0.6 or text[-1] in ".?" else text + rng.choice(["."] * 6 + ["!"])


def main():
    with open(f"{HERE}/frames.yaml", encoding="utf8") as file:
        data = yaml.safe_load(file)
    themes, rng, seen, rows = data["themes"], random.Random(5), set(), []
    for said, frames in data["frames"].items():
        for frame in frames:
            for i in range(PER_FRAME[said]):
                names = rng.sample(list(themes), 2)
                text = fill(frame, themes, names, rng)
                if text is None or text.lower() in seen or re.search(r"\b(?:no|never|neither|nor) no\b", text):
                    continue
                seen.add(text.lower())
                labels = [f"{name}{sign}" for name, sign in zip(names, said.replace("2", "")) if sign != "."]
                rows.append(f"{text}\t{','.join(labels) or 'none'}\n")
    with open(f"{CACHE}/frames.tsv", "w", encoding="utf8") as file:
        file.writelines(["sentence\tlabels\n", *rows])
    print(f"frames: {len(rows)} sentences")


main()
