"""
Trains two teachers and from them the student that ships, for the folds named or `final`: CACHE/fold-<k>.npz.

The teachers (recurrent nets of one and of two layers, too slow to ship) learn from the labels; the student from the
labels and from what the teachers think on average, of them, of sentences of the rated reviews and of varied copies. A
fold's teachers and student see no sentence of the fold's reviews, and the rated reviews used are neither those that hold
one of its sentences nor those of the doctors kept for its separation measure.

Labels are by four hands: the labelled sentences, sentences of the rated reviews that we read (rated-labels.tsv, by the
hash of the sentence, so that no text of theirs stands here), our own ones, and the frames (frames.py). Each hand has
habits ("excellent surgeon" is overall to the first and skill to the second), and draws other sentences. So the
teachers are told whose label they learn, and asked for those of the first hand alone.
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
TEACHER = {"units": 128, "filters": ((1, 150), (2, 150), (3, 150)), "hidden": 256, "drop": 0.3}
# 64 states in each direction, read by 160 filters: what may be computed of them at each word is what a sentence may cost
STUDENT = {
    "filters": ((1, 64), (2, 96), (3, 96), (5, 64)), "states": 64, "readers": 160, "hidden": 160, "drop": 0.1,
}
# Two unlike nets err in unlike places: their mean is better than either by far more than one gains by learning longer
LAYERS = (1, 2)
# Whose labels: what they weigh for the teachers and for the student (those that we read were drawn because the net was
# unsure of them, and so were we; frames teach what turns a sentence, not what people write), and their share in what the
# student is told, beside the teachers'.
HANDS = {"labelled": (1, 2.5, 0.4), "read": (0.5, 0.75, 0.1), "own": (1, 1.5, 0.3), "frames": (0.5, 0.75, 0.6)}
LABELLED = 0
# of the last passes: the share of the labels, and how far towards them a net goes
SETTLED, HALFWAY = 0.7, 0.5
# of the pass with late sentences: what the labelled ones weigh there, how many others of ours and of the rated reviews stand
# beside them
FIRST, KEPT = 3, 10000
# joined pairs an epoch, unlabelled sentences, varied copies; smaller in the environment only to try the steps out
PAIRS, PSEUDO, VARIED = (
    int(os.environ.get(name, n)) for name, n in (("PAIRS", "16000"), ("PSEUDO", "100000"), ("VARIED", "200000"))
)
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


class Words(nn.Module):
    """Rows of words [n, length] → vectors [n, length, dim]: a fixed base and a learned change, with noise in training."""

    def __init__(self):
        super().__init__()
        self.base = nn.Embedding.from_pretrained(torch.tensor(BASE), freeze=True, padding_idx=0)
        # sparse: a step touches the words of its batch only, which halves the time of training
        self.delta = nn.Embedding(*BASE.shape, padding_idx=0, sparse=True)
        nn.init.zeros_(self.delta.weight)

    def forward(self, x):
        if not self.training:
            return self.base(x) + self.delta(x)
        kept, heard = (torch.rand(*x.shape, 1) >= share for share in (0.1, 0.05))
        return F.dropout((self.base(x) + self.delta(x) * kept) * heard, 0.1)


class Head(nn.Module):
    """Highest answers of all filters → two logits a theme, through a hidden layer and straight."""

    def __init__(self, answers, hidden, drop):
        super().__init__()
        self.drop = drop
        self.hid = nn.Linear(answers, hidden)
        self.out = nn.Linear(hidden, 2 * T)
        self.skip = nn.Linear(answers, 2 * T, bias=False)
        nn.init.constant_(self.out.bias, -3)

    def forward(self, highest):
        h = F.dropout(torch.cat(highest, 1), self.drop, self.training)
        return self.out(F.dropout(F.relu(self.hid(h)), self.drop, self.training)) + self.skip(h)


def highest(conv, e, silence, rough):
    """
    Of each filter the highest answer over the places of a sentence, and no less than 0. e: [n, channels, length]. Rough:
    in numbers of 16 bits, in two thirds of the time.
    """
    width = conv.kernel_size[0]
    left = (width - 1) // 2
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=rough):
        answers = conv(F.pad(e, (left, width - 1 - left)))
    return F.relu(answers.masked_fill(silence, -1e4).max(2)[0].float())


class Teacher(nn.Module):
    """
    Words, and what a recurrent net (GRU, both ways, layers summed) made of them, read by filters; whose label is asked
    for stands beside each word and before the hidden layer.
    """

    def __init__(self, layers, units, filters, hidden, drop, habits=12):
        super().__init__()
        self.words = Words()
        self.hands = nn.Embedding(len(HANDS), habits)
        nn.init.normal_(self.hands.weight, std=0.1)
        widths = [BASE.shape[1] + habits] + [2 * units] * (layers - 1)
        self.grus = nn.ModuleList([nn.GRU(w, units, batch_first=True, bidirectional=True) for w in widths])
        width = BASE.shape[1] + 2 * units
        self.convs = nn.ModuleList([nn.Conv1d(width, count, size) for size, count in filters])
        self.head = Head(sum(count for _, count in filters) + habits, hidden, drop)

    def forward(self, x, hand):
        silence = (x == 0).unsqueeze(1)
        e, habits = self.words(x), self.hands(hand)
        beside = habits.unsqueeze(1).expand(-1, x.shape[1], -1)
        told, layers = torch.cat([e, beside], 2), []
        for gru in self.grus:
            told = F.dropout(gru(told)[0], 0.2, self.training)
            layers.append(told)
        e = torch.cat([e, sum(layers)], 2).transpose(1, 2).masked_fill(silence, 0)
        return self.head([*(highest(conv, e, silence, self.training) for conv in self.convs), habits])


def gate(x):
    """The hard sigmoid: open from 2 on, shut from -2 down."""
    return torch.clamp(x / 4 + 0.5, 0, 1)


class Student(nn.Module):
    """
    Filters over words, and beside them quasi-recurrent states (Bradbury et al. 2016, fo-pooling), both ways: what a word
    adds to a state, how much of the old one it keeps and how much it lets be seen are sums over two words, so that they
    can be kept ready for each word; only `readers` filters over the states are computed anew for each sentence.
    """

    def __init__(self, filters, states, readers, hidden, drop):
        super().__init__()
        self.states = states
        self.words = Words()
        dim = BASE.shape[1]
        self.convs = nn.ModuleList([nn.Conv1d(dim, count, width) for width, count in filters])
        self.onward, self.backward = (nn.Conv1d(dim, 3 * states, 2) for _ in range(2))
        for direction in (self.onward, self.backward):
            nn.init.constant_(direction.bias[states : 2 * states], 1)
        self.readers = nn.Conv1d(2 * states, readers, 1)
        self.head = Head(sum(count for _, count in filters) + 2 * states + readers, hidden, drop)

    def run(self, sums, live, order):
        """States [n, states, length] from sums [n, 3 * states, length], in an order of places; silence changes none."""
        new, keep, show = sums.split(self.states, 1)
        keep = torch.where(live, gate(keep), torch.ones_like(keep))
        added = ((1 - keep) * new).unbind(2)
        keep = keep.unbind(2)
        state, states = torch.zeros_like(added[0]), [None] * len(keep)
        for place in order:
            state = keep[place] * state + added[place]
            states[place] = state
        return torch.stack(states, 2) * gate(show)

    def forward(self, x, _hand):
        silence = (x == 0).unsqueeze(1)
        e = self.words(x).transpose(1, 2)
        places = range(x.shape[1])
        told = torch.cat(
            [
                self.run(self.onward(F.pad(e, (1, 0))), ~silence, places),
                self.run(self.backward(F.pad(e, (0, 1))), ~silence, reversed(places)),
            ],
            1,
        ).masked_fill(silence, 0)
        seen = F.relu(told.masked_fill(silence, -1e4).max(2)[0])
        read = highest(self.readers, F.dropout(told, 0.1, self.training), silence, self.training)
        return self.head([highest(conv, e, silence, self.training) for conv in self.convs] + [seen, read])


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
    """What the net says of sentences, [n, 2T], in the manner of the first hand."""
    net.eval()
    z = np.zeros((len(sentences), 2 * T), np.float32)
    with torch.no_grad():
        for batch, x in batches(sentences, 512):
            z[batch] = net(x, torch.full((len(batch),), LABELLED)).numpy()
    return z


def neighbours(count=5, upto=12000):
    """Of each of the most frequent words the `count` nearest ones by their starting vectors: [upto, count]."""
    unit = BASE[:upto] / (np.linalg.norm(BASE[:upto], axis=1, keepdims=True) + 1e-6)
    near = np.zeros((len(unit), count), int)
    for i in range(0, len(unit), 1000):
        alike = unit[i : i + 1000] @ unit.T
        alike[np.arange(len(alike)), np.arange(i, i + len(alike))] = -9
        alike[:, :2] = -9
        near[i : i + 1000] = np.argsort(-alike, 1, kind="stable")[:, :count]
    return near


def varied(sentences, count, rng):
    """Copies with some words unknown or changed for near ones, some cut short: for the teacher to say what it thinks."""
    near, copies = neighbours(), []
    for i in rng.choice(len(sentences), count):
        copy = list(sentences[i])
        if rng.rand() < 0.25 and len(copy) > 5:
            length = rng.randint(3, len(copy))
            start = rng.randint(0, len(copy) - length + 1)
            copy = copy[start : start + length]
        for place, word in enumerate(copy):
            chance = rng.rand()
            if chance < 0.08:
                copy[place] = 1
            elif chance < 0.2 and 2 <= word < len(near):
                copy[place] = int(near[word][rng.randint(near.shape[1])])
        copies.append(copy)
    return copies


def pairs(sentences, y, hands, count, rng):
    """Two short sentences of one hand joined, labels united: what is said of one thing must not turn the other."""
    short = np.nonzero(np.array([len(s) <= 14 for s in sentences]))[0]
    joins = [[VOCABULARY[w] for w in join] for join in (["but"], ["."], [","], ["and"], [",", "but"], [])]
    ends = (VOCABULARY["."], VOCABULARY["!"])
    first = rng.choice(short, count)
    of_hand = {hand: short[hands[short] == hand] for hand in np.unique(hands)}
    second = [of_hand[hands[i]][rng.randint(len(of_hand[hands[i]]))] for i in first]
    joined, united = [], []
    for i, j in zip(first, second):
        join = joins[rng.randint(len(joins))]
        head = list(sentences[i])
        while head and head[-1] in ends:
            head.pop()
        joined.append(head + join + list(sentences[j]))
        united.append(np.maximum(y[i], y[j]))
    return joined, np.array(united, np.float32), hands[first]


def train(net, sentences, y, epochs, size, rate, seed, weights, hands=None, joined=PAIRS, sparing=False):
    """Sparing: a sentence that weighs less than 1 is shown that much less often, which takes less time than to count it less."""
    hands = np.full(len(sentences), LABELLED) if hands is None else hands
    rng = np.random.RandomState(seed)
    torch.manual_seed(seed)
    change = net.words.delta.weight
    learned = [p for p in net.parameters() if p.requires_grad and p is not change]
    optimizers = [torch.optim.Adam(learned, lr=rate), torch.optim.SparseAdam([change], lr=rate)]
    chance = np.minimum(weights, 1) if sparing else np.ones(len(sentences))
    weights = np.maximum(weights, 1).astype(np.float32) if sparing else weights
    steps, step = epochs * ((int(chance.sum()) + joined + size - 1) // size), 0
    for _ in range(epochs):
        more, more_y, more_hands = pairs(sentences, y, hands, joined, rng)
        shown = np.nonzero(rng.rand(len(sentences)) < chance)[0] if sparing else np.arange(len(sentences))
        all_hands = torch.from_numpy(np.concatenate([hands[shown], more_hands]))
        all_y = torch.from_numpy(np.concatenate([y[shown], more_y]))
        all_w = torch.from_numpy(np.concatenate([weights[shown], np.full(joined, 0.7, np.float32)]))
        net.train()
        for batch, x in batches([sentences[i] for i in shown] + more, size, rng):
            factor = min(1, (step + 1) / 200) * max(0.02, 1 - step / steps)
            step += 1
            for optimizer in optimizers:
                optimizer.param_groups[0]["lr"] = rate * factor
                optimizer.zero_grad(set_to_none=True)
            rows = torch.from_numpy(batch)
            loss = F.binary_cross_entropy_with_logits(net(x, all_hands[rows]), all_y[rows], reduction="none").sum(1)
            loss = (loss * all_w[rows]).mean()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 5)
            for optimizer in optimizers:
                optimizer.step()


def go_on(net, sentences, labels, weights, epochs, seed):
    """
    A further pass of a trained net. Of the first sentences it is told the labels, and by a smaller share what it thinks
    itself; of those that have no label here only what it thinks, so that it keeps what it knows. Then it goes half the way:
    with the mean of its weights before and after it errs less on reviews than with either.
    """
    told = sigmoid(logits(net, sentences))
    told[: len(labels)] = SETTLED * labels + (1 - SETTLED) * told[: len(labels)]
    before = {name: value.clone() for name, value in net.state_dict().items()}
    train(net, sentences, told.astype(np.float32), epochs, 128, 1e-3, seed, weights, joined=PAIRS // 4)
    after = net.state_dict()
    net.load_state_dict({name: before[name] + HALFWAY * (after[name] - before[name]) for name in before})


def settle(net, sentences, labels, seed):
    """Goes on with the labelled sentences alone: what a net learned of many hands settles into the manner of the first."""
    go_on(net, sentences, labels, np.ones(len(sentences), np.float32), 4, seed)


def catch_up(student, labelled, late, others, unlabelled, seed):
    """Goes on with the sentences that were written when the teachers had learned (late-*.tsv), among labelled and other ones."""
    rng = np.random.RandomState(seed)
    chosen = lambda sentences: [sentences[i] for i in rng.choice(len(sentences), min(KEPT, len(sentences)), replace=False)]
    shown = labelled[0] + late[0] + chosen(others) + chosen(unlabelled)
    weights = np.ones(len(shown), np.float32)
    weights[: len(labelled[0])] = FIRST
    go_on(student, shown, np.concatenate([labelled[1], late[1]]), weights, 3, seed)


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
    labelled, extra, frames = Labelled(), Set("extra"), Set("frames")
    sets = {name: [ids_of(t) for t in Set(name).tokens] for name in ("boundary", "check")}
    x, y = [ids_of(t) for t in labelled.tokens], targets(labelled.gold)
    *ours, late = [([ids_of(t) for t in texts.tokens], targets(texts.gold)) for texts in (extra, frames, Set("late"))]
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
        # in the order of HANDS
        by_hand = [
            ([x[i] for i in outside], y[outside]),
            ([rated.ids[rated.read[i]] for i in read], rated.gold[read]),
            *ours,
        ]
        own_x = [sentence for sentences, _ in by_hand for sentence in sentences]
        own_y = np.concatenate([labels for _, labels in by_hand])
        hands = np.repeat(np.arange(len(HANDS)), [len(sentences) for sentences, _ in by_hand])
        weight, weight_told, share = np.array(list(HANDS.values()), np.float32)[hands].T
        clock, teachers = time.process_time(), []
        for layers in LAYERS:
            torch.manual_seed(100 * layers + k)
            teacher = Teacher(layers, **TEACHER)
            train(teacher, own_x, own_y, 5, 96, 2e-3, 10 * layers + k, weight, hands)
            settle(teacher, *by_hand[LABELLED], 300 * layers + k)
            teachers.append(teacher)
            print(f"{name}: teacher, {time.process_time() - clock:.0f} s", flush=True)
        usable[rated.read] = False
        chosen = np.random.RandomState(3).permutation(np.nonzero(usable)[0])[:PSEUDO]
        more_x = [rated.ids[i] for i in chosen] + varied(own_x, VARIED, np.random.RandomState(5))
        opinion = lambda sentences: np.mean([sigmoid(logits(teacher, sentences)) for teacher in teachers], 0)
        more_y = opinion(more_x)
        told_y = share[:, None] * own_y + (1 - share[:, None]) * opinion(own_x)
        torch.manual_seed(500 + k)
        student = Student(**STUDENT)
        told = np.concatenate([told_y, more_y]).astype(np.float32)
        weights = np.concatenate([weight_told, np.ones(len(more_x), np.float32)])
        # twice as long as the teachers: the student is the one that has not learned all it is told
        train(student, own_x + more_x, told, 10, 128, 3e-3, 20 + k, weights, sparing=True)
        settle(student, *by_hand[LABELLED], 600 + k)
        others = [sentence for sentences, _ in by_hand[LABELLED + 1 :] for sentence in sentences]
        catch_up(student, by_hand[LABELLED], late, others, [rated.ids[i] for i in np.nonzero(usable)[0]], 700 + k)
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
