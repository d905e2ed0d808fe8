"""What all steps of the training share: data, folds, metrics, decisions. Definitions as in test/tools/quality."""
import hashlib
import json
import os

import numpy as np

SHARED, CACHE, ROOT = (os.environ.get(name, "") for name in ("SHARED", "CACHE", "ROOT"))
THEMES = (
    "outcome complications pain skill staff compassion communication trust waiting time access follow-up comfort "
    "billing facility administration amenities service overall"
).split()
T = len(THEMES)
AXES = {"clinical": range(0, 4), "service": range(4, 18)}
FOLDS = 5


def fold_of(group):
    """Fold of a review or doctor: by the hash of its id, so that it never changes."""
    return int(hashlib.sha1(group.encode()).hexdigest()[:8], 16) % FOLDS


def parse(labels):
    """'skill+,staff-' → {3: '+', 4: '-'}."""
    tags = {}
    for label in labels.split(","):
        label = label.strip()
        if label not in ("none", "bad", ""):
            tags[THEMES.index(label[:-1])] = label[-1]
    return tags


def targets(gold):
    """Tags → [n, 2T] of 0/1, positive and negative of each theme in turn; neutral or mixed counts as both."""
    y = np.zeros((len(gold), T, 2), np.float32)
    for i, tags in enumerate(gold):
        for theme, sign in tags.items():
            if sign in "+0":
                y[i, theme, 0] = 1
            if sign in "-0":
                y[i, theme, 1] = 1
    return y.reshape(len(gold), -1)


def read_tsv(path):
    with open(path, encoding="utf8") as file:
        return [line.rstrip("\n").split("\t") for line in file][1:]


def read_tokens(name):
    with open(f"{CACHE}/{name}.tok", encoding="utf8") as file:
        return [line.rstrip("\n").split(" ") for line in file]


class Labelled:
    """The labelled sentences, in file order."""

    def __init__(self):
        rows = read_tsv(f"{SHARED}/labelled-sentences.tsv")
        self.ids = [row[0] for row in rows]
        self.random = np.array([row[1] == "random" for row in rows])
        self.review = [row[3] for row in rows]
        self.gold = [parse(row[5]) for row in rows]
        self.fold = np.array([fold_of(review) for review in self.review])
        self.tokens = read_tokens("labelled")


class Set:
    """A labelled set without reviews: boundary, check, extra, late or frames."""

    def __init__(self, name):
        self.tokens = read_tokens(name)
        if name == "boundary":
            self.gold = [parse(row[2]) for row in read_tsv(f"{SHARED}/boundary-sentences.tsv")]
        else:
            with open(f"{CACHE}/{name}.lab", encoding="utf8") as file:
                self.gold = [parse(line.strip()) for line in file]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def one_of(p):
    """How likely it is that one of several is meant, as if they came independently: [n, several] → [n]."""
    return 1 - np.prod(1 - p, 1)


def decide(p, thresholds, clinical=None):
    """
    Probabilities [n, T, 2] → tags: the likelier polarity of each theme over its threshold (research log: why never both).
    The clinical themes are decided on together where a level is given; neededOf in src/analyse/model.ts says how.
    """
    score = p.max(2)
    if clinical is not None:
        themes = list(AXES["clinical"])
        together, passes = one_of(score[:, themes]), (score[:, themes] >= thresholds[themes]).any(1)
        score = score.copy()
        silent = np.ix_((together < clinical) & passes, themes)
        score[silent] = 0
        for i in np.nonzero((together >= clinical) & ~passes)[0]:
            score[i, themes[int(score[i, themes].argmax())]] = 1
    tags = []
    for i in range(len(p)):
        found = {}
        for t in np.nonzero(score[i] >= thresholds)[0]:
            plus, minus = p[i, t]
            found[int(t)] = "+" if plus >= minus else "-"
        tags.append(found)
    return tags


def f1(tp, fp, fn):
    return 2 * tp / max(1, 2 * tp + fp + fn)


def sentence_class(tags):
    plus, minus = "+" in tags.values(), "-" in tags.values()
    return 3 if plus and minus else 1 if plus else 2 if minus else 0


def metrics(gold, found):
    per = np.zeros((T, 3), int)
    tag = np.zeros(3, int)
    axis = {name: np.zeros(3, int) for name in AXES}
    negative = {name: np.zeros(3, int) for name in AXES}
    confusion = np.zeros((4, 4))

    def add(counts, a, b):
        if a and b:
            counts[0] += 1
        elif b:
            counts[1] += 1
        elif a:
            counts[2] += 1

    for g, p in zip(gold, found):
        for t in set(g) | set(p):
            add(per[t], t in g, t in p)
            if t in g and t in p and g[t] != p[t]:
                tag += (0, 1, 1)
            else:
                add(tag, t in g, t in p)
        for name, themes in AXES.items():
            add(axis[name], any(t in g for t in themes), any(t in p for t in themes))
            add(negative[name], any(g.get(t) == "-" for t in themes), any(p.get(t) == "-" for t in themes))
        confusion[sentence_class(g), sentence_class(p)] += 1
    n = max(1, confusion.sum())
    chance = (confusion.sum(0) * confusion.sum(1)).sum() / n / n
    frequent = [t for t in range(T) if per[t, 0] + per[t, 2] >= 8]
    return {
        "theme": f1(*per.sum(0)),
        "tag": f1(*tag),
        "macro": float(np.mean([f1(*per[t]) for t in frequent])) if frequent else 0.0,
        "clinical": f1(*axis["clinical"]),
        "service": f1(*axis["service"]),
        "negativeService": f1(*negative["service"]),
        "negativeClinical": f1(*negative["clinical"]),
        "kappa": float((np.trace(confusion) / n - chance) / (1 - chance)),
    }, per


def line_of(name, m):
    return f"{name:24s} " + " ".join(f"{key} {value:.3f}" for key, value in m.items())


def dump(path, value):
    with open(path, "w", encoding="utf8") as file:
        json.dump(value, file, indent=2, ensure_ascii=False)
        file.write("\n")
