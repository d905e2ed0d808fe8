"""
Trains a teacher and from it the student that ships, for the folds named or `final`: CACHE/fold-<k>.npz.

The teacher (a wider net) learns from the labels; the student from the labels and from what the teacher thinks of
sentences of the rated reviews. A fold's teacher and student see no sentence of the fold's reviews, and the rated
reviews used are neither those that hold one of its sentences nor those of the doctors kept for its separation measure.

Labels are those of the labelled sentences, of our own ones, of the frames (frames.py) and of sentences of the rated
reviews that we read: rated-labels.tsv, by the hash of the sentence, so that no text of theirs stands here.
"""
import csv
import hashlib
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

from common import *

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
TEACHER = {"filters": ((1, 100), (2, 150), (3, 150), (5, 100)), "hidden": 256, "drop": 0.3}
STUDENT = {"filters": ((1, 96), (2, 144), (3, 144), (5, 96)), "hidden": 160, "drop": 0.1}
# frames teach what turns a sentence, not what people write
FRAMES = 0.5
# those of the rated reviews that we read were drawn because the net was unsure of them, and so were we
READ = 0.5
# smaller in the environment only to try the steps out
PAIRS, PSEUDO = (int(os.environ.get(name, n)) for name, n in (("PAIRS", "8000"), ("PSEUDO", "80000")))
with open(f"{CACHE}/vocabulary.json", encoding="utf8") as file:
    VOCABULARY = {word: i + 2 for i, word in enumerate(json.load(file)["words"])}
BASE = np.load(f"{CACHE}/base.npy")


def ids_of(tokens):
    """Row of each token: a capitalised word in no vocabulary is a name, any other one unknown (1)."""
    rows = []
    for token in tokens:
        row = VOCABULARY.get(token.rstrip("^") if len(token) > 1 else token)
        if row is None:
            row = VOCABULARY["<name>"] if token.endswith("^") and len(token) > 1 else 1
        rows.append(row)
    return rows[:100] or [1]


class Net(nn.Module):
    """Vectors (fixed base + learned change) → filters, highest answer of each → hidden layer and direct path."""

    def __init__(self, filters, hidden, drop):
        super().__init__()
        self.filters, self.drop = filters, drop
        self.base = nn.Embedding.from_pretrained(torch.tensor(BASE), freeze=True, padding_idx=0)
        # sparse: a step touches the words of its batch only, which halves the time of training
        self.delta = nn.Embedding(*BASE.shape, padding_idx=0, sparse=True)
        nn.init.zeros_(self.delta.weight)
        self.convs = nn.ModuleList([nn.Conv1d(BASE.shape[1], count, width) for width, count in filters])
        n = sum(count for _, count in filters)
        self.hid = nn.Linear(n, hidden)
        self.out = nn.Linear(hidden, 2 * T)
        self.skip = nn.Linear(n, 2 * T, bias=False)
        nn.init.constant_(self.out.bias, -3)

    def forward(self, x):
        silence = (x == 0).unsqueeze(1)
        delta, e = self.delta(x), self.base(x)
        if self.training:
            delta = delta * (torch.rand(x.shape[0], x.shape[1], 1) >= 0.1)
            e = (e + delta) * (torch.rand(x.shape[0], x.shape[1], 1) > 0.05)
            e = F.dropout(e, 0.1)
        else:
            e = e + delta
        e = e.transpose(1, 2)
        highest = []
        for (width, _), conv in zip(self.filters, self.convs):
            left = (width - 1) // 2
            answers = conv(F.pad(e, (left, width - 1 - left))).masked_fill(silence, -1e4)
            highest.append(F.relu(answers.max(2)[0]))
        h = F.dropout(torch.cat(highest, 1), self.drop, self.training)
        return self.out(F.dropout(F.relu(self.hid(h)), self.drop, self.training)) + self.skip(h)


def batches(sentences, size, rng=None):
    """Batches of sentences of like length; shuffled where a generator is given."""
    n, length = len(sentences), np.array([len(s) for s in sentences])
    if rng is None:
        order = np.argsort(length, kind="stable")
        chosen = [order[i : i + size] for i in range(0, n, size)]
    else:
        order, chosen = rng.permutation(n), []
        for i in range(0, n, size * 50):
            some = order[i : i + size * 50]
            some = some[np.argsort(length[some], kind="stable")]
            chosen += [some[j : j + size] for j in range(0, len(some), size)]
        rng.shuffle(chosen)
    for batch in chosen:
        x = np.zeros((len(batch), max(len(sentences[i]) for i in batch)), np.int64)
        for row, i in enumerate(batch):
            x[row, : len(sentences[i])] = sentences[i]
        yield batch, torch.from_numpy(x)


def logits(net, sentences):
    net.eval()
    z = np.zeros((len(sentences), 2 * T), np.float32)
    with torch.no_grad():
        for batch, x in batches(sentences, 512):
            z[batch] = net(x).numpy()
    return z


def pairs(sentences, y, rng):
    """Two short sentences joined, labels united: what is said of one thing must not turn the other."""
    short = np.nonzero(np.array([len(s) <= 14 for s in sentences]))[0]
    joins = [[VOCABULARY[w] for w in join] for join in (["but"], ["."], [","], ["and"], [",", "but"], [])]
    ends = (VOCABULARY["."], VOCABULARY["!"])
    first, second = rng.choice(short, PAIRS), rng.choice(short, PAIRS)
    joined, united = [], []
    for i, j in zip(first, second):
        join = joins[rng.randint(len(joins))]
        head = list(sentences[i])
        while head and head[-1] in ends:
            head.pop()
        joined.append(head + join + list(sentences[j]))
        united.append(np.maximum(y[i], y[j]))
    return joined, np.array(united, np.float32)


def train(net, sentences, y, epochs, size, rate, seed, weights=None):
    rng = np.random.RandomState(seed)
    torch.manual_seed(seed)
    learned = [p for name, p in net.named_parameters() if p.requires_grad and name != "delta.weight"]
    optimizers = [torch.optim.Adam(learned, lr=rate), torch.optim.SparseAdam([net.delta.weight], lr=rate)]
    weights = np.ones(len(sentences), np.float32) if weights is None else weights
    steps, step = epochs * ((len(sentences) + PAIRS + size - 1) // size), 0
    for _ in range(epochs):
        more, more_y = pairs(sentences, y, rng)
        all_y = torch.from_numpy(np.concatenate([y, more_y]))
        all_w = torch.from_numpy(np.concatenate([weights, np.full(PAIRS, 0.7, np.float32)]))
        net.train()
        for batch, x in batches(sentences + more, size, rng):
            factor = min(1, (step + 1) / 200) * max(0.02, 1 - step / steps)
            step += 1
            for optimizer in optimizers:
                optimizer.param_groups[0]["lr"] = rate * factor
                optimizer.zero_grad(set_to_none=True)
            rows = torch.from_numpy(batch)
            loss = F.binary_cross_entropy_with_logits(net(x), all_y[rows], reduction="none").sum(1)
            loss = (loss * all_w[rows]).mean()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 5)
            for optimizer in optimizers:
                optimizer.step()
    return net


class Rated:
    """The rated reviews: sentences, sub-ratings, doctors' folds, and which folds' labelled sentences they hold."""

    def __init__(self, labelled):
        with open(f"{SHARED}/rated-reviews.csv", encoding="utf8", newline="") as file:
            rows = list(csv.DictReader(file))
        with open(f"{CACHE}/rated.sent", encoding="utf8") as file:
            lines = [line.rstrip("\n").split("\t", 1) for line in file]
        self.row = np.array([int(row) for row, _ in lines])
        tokens = read_tokens("rated")
        self.ids = [ids_of(t) for t in tokens]
        number = lambda value: float(value) if value else np.nan
        names = ("staff", "punctuality", "helpfulness", "knowledge")
        self.ratings = np.array([[number(row[name]) for name in names] for row in rows])
        self.fold = np.array([fold_of(row["doctor"]) for row in rows])
        key = lambda ts: "".join(t.rstrip("^") for t in ts if t[:1].isalpha())
        folds = {}
        for ts, fold in zip(labelled.tokens, labelled.fold):
            if len(key(ts)) >= 20:
                folds.setdefault(key(ts), set()).add(int(fold))
        self.holds, self.known = np.zeros((len(rows), FOLDS), bool), np.zeros(len(tokens), bool)
        for i, ts in enumerate(tokens):
            for fold in folds.get(key(ts), ()):
                self.known[i] = True
                self.holds[self.row[i], fold] = True
        staff, punctuality, _, knowledge = self.ratings.T
        with np.errstate(all="ignore"):
            office = np.nanmean(np.stack([staff, punctuality], 1), 1)
        self.gap_office, self.gap_waiting = knowledge - office, knowledge - punctuality
        gaps = np.nan_to_num(np.stack([self.gap_office, self.gap_waiting], 1))
        self.told_apart = (np.abs(gaps) >= 2).any(1)
        with open(os.path.join(HERE, "rated-labels.tsv"), encoding="utf8") as file:
            labels = dict(line.rstrip("\n").split("\t") for line in list(file)[1:])
        hashes = [hashlib.sha1(text.encode()).hexdigest()[:12] for _, text in lines]
        self.read = np.array([i for i, h in enumerate(hashes) if h in labels and not self.known[i]])
        self.gold = targets([parse(labels[hashes[i]]) for i in self.read])


def write_apart(rated):
    """
    CACHE/apart.tsv for the separation measure: the sentences of reviews whose sub-ratings differ by 2 or more, with the
    fold whose model saw nothing of them: `review, fold, knowledge - office, knowledge - punctuality, sentence`.
    """
    with open(f"{CACHE}/rated.sent", encoding="utf8") as file:
        sentences = [line.rstrip("\n").split("\t", 1)[1] for line in file]
    office, waiting = np.nan_to_num(rated.gap_office), np.nan_to_num(rated.gap_waiting)
    with open(f"{CACHE}/apart.tsv", "w", encoding="utf8") as file:
        for row, sentence in zip(rated.row, sentences):
            if rated.told_apart[row] and not rated.holds[row, rated.fold[row]]:
                file.write(f"{row}\t{rated.fold[row]}\t{office[row]}\t{waiting[row]}\t{sentence}\n")


def main(names):
    labelled, extra = Labelled(), Set("extra")
    sets = {name: [ids_of(t) for t in Set(name).tokens] for name in ("boundary", "check")}
    x, y = [ids_of(t) for t in labelled.tokens], targets(labelled.gold)
    frames = Set("frames")
    always_x = [ids_of(t) for t in extra.tokens + frames.tokens]
    always_y = targets(extra.gold + frames.gold)
    always_weight = np.concatenate([np.ones(len(extra.gold)), np.full(len(frames.gold), FRAMES)])
    rated = Rated(labelled)
    write_apart(rated)
    long_enough = np.array([len(s) > 2 for s in rated.ids])
    for name in names:
        k = -1 if name == "final" else int(name)
        inside, outside = np.nonzero(labelled.fold == k)[0], np.nonzero(labelled.fold != k)[0]
        usable = ~rated.known & long_enough
        if k >= 0:
            usable &= ~rated.holds[rated.row, k] & (rated.fold[rated.row] != k)
        read = np.nonzero(usable[rated.read])[0]
        own_x = [x[i] for i in outside] + [rated.ids[rated.read[i]] for i in read] + always_x
        own_y = np.concatenate([y[outside], rated.gold[read], always_y])
        own_weight = np.concatenate([np.ones(len(outside)), np.full(len(read), READ), always_weight])
        own_weight = own_weight.astype(np.float32)
        torch.manual_seed(100 + k)
        clock = time.process_time()
        teacher = train(Net(**TEACHER), own_x, own_y, 6, 96, 2e-3, 10 + k, own_weight)
        print(f"{name}: teacher, {time.process_time() - clock:.0f} s", flush=True)
        usable[rated.read] = False
        chosen = np.random.RandomState(3).permutation(np.nonzero(usable)[0])[:PSEUDO]
        more_x = [rated.ids[i] for i in chosen]
        more_y = sigmoid(logits(teacher, more_x)).astype(np.float32)
        torch.manual_seed(200 + k)
        student = Net(**STUDENT)
        soft_y = (0.8 * own_y + 0.2 * sigmoid(logits(teacher, own_x))).astype(np.float32)
        weights = np.concatenate([1.5 * own_weight, np.ones(len(more_x))]).astype(np.float32)
        train(student, own_x + more_x, np.concatenate([soft_y, more_y]), 5, 128, 3e-3, 20 + k, weights)
        result = {f"set_{s}": logits(student, sentences) for s, sentences in sets.items()}
        if k >= 0:
            result["z"] = logits(student, [x[i] for i in inside])
            result["rows"] = inside
            rows = np.nonzero(rated.told_apart & (rated.fold == k) & ~rated.holds[:, k])[0]
            which = np.nonzero(np.isin(rated.row, rows))[0]
            result["apart_row"] = rated.row[which]
            result["apart_z"] = logits(student, [rated.ids[i] for i in which])
            result["gap_office"], result["gap_waiting"] = rated.gap_office, rated.gap_waiting
            m, _ = metrics(
                [labelled.gold[i] for i in inside if labelled.random[i]],
                decide(sigmoid(result["z"][labelled.random[inside]]).reshape(-1, T, 2), np.full(T, 0.3)),
            )
            print(line_of(f"fold {k}, threshold 0.3", m), flush=True)
        np.savez(f"{CACHE}/fold-{name}.npz", **result)
        torch.save(student.state_dict(), f"{CACHE}/{'final' if k < 0 else f'fold-{k}'}.pt")


if __name__ == "__main__":
    main(sys.argv[1:])
