"""Cuts the rated reviews into sentences: CACHE/rated.sent, `row<TAB>sentence` a line."""
import csv
import os
import re

SHARED, CACHE = os.environ["SHARED"], os.environ["CACHE"]
out = open(f"{CACHE}/rated.sent", "w", encoding="utf8")
SENT=re.compile(r'(?<=[.!?])["\')\]]*\s+(?=["\'(\[]?[A-Z0-9])|\s*[\n\r]+\s*|\s*<br\s*/?>\s*|(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])')
AB=re.compile(r'(?:\b(?:Dr|Mr|Mrs|Ms|St|vs|etc|Drs|Prof|approx)\.)$',re.I)
rows=list(csv.DictReader(open(f'{SHARED}/rated-reviews.csv',encoding='utf8',newline='')))
for ri,r in enumerate(rows):
    parts=[];last=0;t=r['review']
    for m in SENT.finditer(t):
        seg=t[last:m.start()]
        if AB.search(seg): continue
        parts.append(seg);last=m.end()
    parts.append(t[last:])
    for p in parts:
        p=' '.join(p.split())
        if p:
            out.write(f'{ri}\t{p}\n')
