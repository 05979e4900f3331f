#!/usr/bin/env python3
# derive.py - works out the derived tables of this folder from the published ones (README.md).
#
#     cd data/china-2023 && python3 derive.py
#
# In: provinces.csv, ages_2020.csv, household_sizes.csv, type_priors.csv, age_gaps.csv, quintiles_published.csv.
# Out: strata.csv, household_types.csv, anchor_ages.csv, quintiles.csv. Run by hand when an input changes; the
# program reads the tables and never runs this.
import csv
import math

RESIDENCES = ("urban", "rural")
SIZES = range(1, 9)
BANDS = 19  # 0-4, 5-9, ..., 90+
OPEN = 90


def rows(name):
    with open(name, encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def write(name, header, lines):
    with open(name, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(lines)


# --- ages at the end of 2023: the census of 2020, three years on ---

def survival(age):  # of three years, by a Gompertz curve: life expectancy about 78
    yearly = min(0.9, 0.00004 * math.exp(0.0945 * age))
    return (1 - yearly) ** 3


def ages_2023():
    single = [0.0] * 101
    for row in rows("ages_2020.csv"):
        if row["scope"] != "national":
            continue
        first, last = int(row["age_from"]), int(row["age_until"])
        weights = [math.exp(-0.17 * max(0, a - 80)) for a in range(first, last + 1)]
        for age, weight in zip(range(first, last + 1), weights):
            single[age] += float(row["share_pct"]) * weight / sum(weights)
    later = [0.0] * 101
    for age, share in enumerate(single):
        later[min(100, age + 3)] += share * survival(age)
    # Births of 2021, 2022 and 2023 in millions against 1,411.8 million of 2020.
    for age, births in ((2, 10.62), (1, 9.56), (0, 9.02)):
        later[age] = births / 1411.8 * 100
    bands = [0.0] * BANDS
    for age, share in enumerate(later):
        bands[min(BANDS - 1, age // 5)] += share
    total = sum(bands)
    return [b / total for b in bands]


def broad(bands):  # 0-14, 15-59, 60+
    return [sum(bands[:3]), sum(bands[3:12]), sum(bands[12:])]


def ages_by_residence(urban_share):
    national = ages_2023()
    census = {"urban": None, "rural": None}
    for row in rows("ages_2020.csv"):
        if row["scope"] in census:
            census[row["scope"]] = (census[row["scope"]] or []) + [float(row["share_pct"]) / 100]
    whole = [0.1795, 0.6335, 0.1870]
    result = {}
    for residence in RESIDENCES:
        factor = [census[residence][k] / whole[k] for k in range(3)]
        bands = [national[b] * factor[0 if b < 3 else 1 if b < 12 else 2] for b in range(BANDS)]
        if residence == "rural":  # those of 20 to 44 live in towns
            bands = [v * (0.83 if 4 <= b < 9 else 1.0) for b, v in enumerate(bands)]
        total = sum(bands)
        result[residence] = [b / total for b in bands]
    # Both together give the nation again.
    for _ in range(50):
        for b in range(BANDS):
            mixed = urban_share * result["urban"][b] + (1 - urban_share) * result["rural"][b]
            for residence in RESIDENCES:
                result[residence][b] *= national[b] / mixed
        for residence in RESIDENCES:
            total = sum(result[residence])
            result[residence] = [b / total for b in result[residence]]
    return result


# --- households by size, so that the persons of each stratum come out exactly ---

def tilt(shares, mean):
    low, high = -3.0, 3.0
    for _ in range(100):
        theta = (low + high) / 2
        weights = [s * math.exp(theta * n) for s, n in zip(shares, SIZES)]
        got = sum(w * n for w, n in zip(weights, SIZES)) / sum(weights)
        low, high = (theta, high) if got < mean else (low, theta)
    total = sum(weights)
    return [w / total for w in weights]


def integer_sizes(shares, persons):
    mean = sum(s * n for s, n in zip(shares, SIZES))
    households = persons / mean
    counts = [int(s * households) for s in shares]
    rest = persons - sum(c * n for c, n in zip(counts, SIZES))
    counts[2] += rest // 3
    counts[rest % 3 - 1] += 1 if rest % 3 else 0
    assert sum(c * n for c, n in zip(counts, SIZES)) == persons and min(counts) > 0
    return counts


def strata():
    shares = [float(r["share_pct"]) / 100 for r in rows("household_sizes.csv")]
    provinces = rows("provinces.csv")
    persons = [int(p["persons_urban"]) + int(p["persons_rural"]) for p in provinces]
    means = [float(p["household_size_2020"] or 0) for p in provinces]
    known = sum(n for n, m in zip(persons, means) if m)
    known_households = sum(n / m for n, m in zip(persons, means) if m)
    nation_mean = sum(s * n for s, n in zip(shares, SIZES))
    other = (sum(persons) - known) / (sum(persons) / nation_mean - known_households)
    lines = []
    for p, mean in zip(provinces, means):
        for residence, offset in (("urban", -0.05), ("rural", 0.10)):
            count = int(p["persons_" + residence])
            sizes = integer_sizes(tilt(shares, (mean or other) + offset), count)
            lines.append([p["region"], residence, count, *sizes, p["income_" + residence], "derived from provinces.csv and household_sizes.csv", "derived"])
    write("strata.csv", ["region", "residence", "persons", *["size_%d" % n for n in SIZES], "income_yuan_year", "source", "confidence"], lines)
    return lines


# --- types of household and the ages of their anchors, so that ages come out ---

def gap_tables():
    tables = {}
    for row in rows("age_gaps.csv"):
        tables.setdefault(row["gap"], []).append((int(row["years"]), float(row["weight"])))
    return {name: [(y, w / sum(v for _, v in table)) for y, w in table] for name, table in tables.items()}


def spread(age, gap):
    result = {}
    for a, p in age.items():
        for years, weight in gap:
            key = max(0, min(104, a + years))
            result[key] = result.get(key, 0.0) + p * weight
    return result


# Members of a type as "relation:from+gap" with "from" a slot or "anchor"; see type_priors.csv.
def kernel(members, band, gaps):
    first, last = band
    anchor = {a: 1.0 / (last - first + 1) for a in range(first, last + 1)}
    ages = {}
    order = members.split()
    while len(ages) < len(order):
        for slot, member in enumerate(order):
            source = member.split(":")[1]
            if slot in ages:
                continue
            if source == "anchor":
                ages[slot] = anchor
            else:
                base, gap = source.split("+")
                if int(base) in ages:
                    ages[slot] = spread(ages[int(base)], gaps[gap])
    bands = [0.0] * BANDS
    for age in ages.values():
        for a, p in age.items():
            bands[min(BANDS - 1, a // 5)] += p
    return bands


def cells_of(priors, residence, gaps):
    cells = []
    for row in priors:
        first, last = int(row["anchor_from"]), int(row["anchor_until"])
        bands = []
        start = first
        while start <= last:
            end = min(last, start // 5 * 5 + 4)
            bands.append((start, end))
            start = end + 1
        for band in bands:
            weight = float(row["prior_" + residence]) * (band[1] - band[0] + 1) / (last - first + 1)
            cells.append({"type": row["type"], "size": int(row["size"]), "band": band, "weight": weight,
                          "kernel": kernel(row["members"], band, gaps)})
    return cells


def fit(cells, size_households, age_persons):
    for _ in range(1500):
        for size in SIZES:  # households of each size, exactly
            of_size = [c for c in cells if c["size"] == size]
            total = sum(c["weight"] for c in of_size)
            for c in of_size:
                c["weight"] *= size_households[size - 1] / total
        got = [sum(c["weight"] * c["kernel"][b] for c in cells) for b in range(BANDS)]
        ratio = [age_persons[b] / got[b] if got[b] else 1.0 for b in range(BANDS)]
        for c in cells:  # multiplicative step of the expectation-maximisation kind
            c["weight"] *= sum(k * r for k, r in zip(c["kernel"], ratio)) / sum(c["kernel"])
    for size in SIZES:
        of_size = [c for c in cells if c["size"] == size]
        total = sum(c["weight"] for c in of_size)
        for c in of_size:
            c["weight"] *= size_households[size - 1] / total
    got = [sum(c["weight"] * c["kernel"][b] for c in cells) for b in range(BANDS)]
    return sum(abs(g - t) for g, t in zip(got, age_persons)) / sum(age_persons)


def household_types(lines):
    persons = {r: sum(l[2] for l in lines if l[1] == r) for r in RESIDENCES}
    ages = ages_by_residence(persons["urban"] / sum(persons.values()))
    priors = rows("type_priors.csv")
    gaps = gap_tables()
    shares, anchors = {}, []
    for residence in RESIDENCES:
        sizes = [sum(l[3 + n] for l in lines if l[1] == residence) for n in range(8)]
        cells = cells_of(priors, residence, gaps)
        error = fit(cells, sizes, [a * persons[residence] for a in ages[residence]])
        print("ages,", residence, "sum of absolute differences / persons: %.4f" % error)
        for row in priors:
            mine = [c for c in cells if c["type"] == row["type"]]
            total = sum(c["weight"] for c in mine)
            shares[(row["type"], residence)] = total / sizes[int(row["size"]) - 1]
            for c in mine:
                weight = round(c["weight"] / total * 1e6) if total else 1
                if weight:
                    anchors.append([row["type"], residence, c["band"][0], c["band"][1], weight, "derived: fitted to ages_2020.csv three years on", "derived"])
    write("household_types.csv", ["type", "size", "members", "share_urban_ppm", "share_rural_ppm", "score", "no_supporters_urban_ppm", "no_supporters_rural_ppm", "source", "confidence"],
          [[r["type"], r["size"], r["members"], round(shares[(r["type"], "urban")] * 1e6), round(shares[(r["type"], "rural")] * 1e6),
            r["score"], r["no_supporters_urban_ppm"], r["no_supporters_rural_ppm"], "shares fitted to sizes and ages from type_priors.csv", "derived"] for r in priors])
    write("anchor_ages.csv", ["type", "residence", "age_from", "age_until", "weight_ppm", "source", "confidence"], anchors)
    write("ages_2023.csv", ["residence", "age_from", "persons", "source", "confidence"],
          [[r, b * 5, round(ages[r][b] * persons[r]), "census of 2020 three years on (derive.py)", "derived"] for r in RESIDENCES for b in range(BANDS)])


# --- incomes: group means, and cut points from a Singh-Maddala distribution through them ---

def quantile(u, form):
    a, b, q = form
    return b * ((1 - u) ** (-1 / q) - 1) ** (1 / a)


def group_means(form, steps=400):
    return [sum(quantile(k / 5 + (i + 0.5) / steps / 5, form) for i in range(steps)) / steps for k in range(5)]


def fit_incomes(published, mean, median, shares):
    def loss(form):
        if min(form) <= 0 or form[0] * form[2] <= 1:
            return 1e9
        got = group_means(form, 120)
        total = sum(math.log(g / p) ** 2 for g, p in zip(got, published) if p)
        total += 4 * math.log(sum(g * s for g, s in zip(got, shares)) / mean) ** 2
        return total + 2 * math.log(quantile(0.5, form) / median) ** 2
    best = (2.3, median, 1.2)
    value = loss(best)
    step = 0.3
    while step > 1e-5:
        moved = False
        for k in range(3):
            for sign in (1, -1):
                trial = list(best)
                trial[k] *= math.exp(sign * step)
                if loss(trial) < value:
                    best, value, moved = tuple(trial), loss(trial), True
        step *= 1 if moved else 0.6
    return best


def quintiles():
    table = rows("quintiles_published.csv")
    gradient = [math.exp(-0.0554 * (k - 2)) for k in range(5)]  # persons of a group, methods.md 14.1
    shares = [g / sum(gradient) for g in gradient]
    lines = []
    for residence, mean, median in (("urban", 51821, 47122), ("rural", 21691, 18748)):
        mine = [r for r in table if r["residence"] == residence]
        published = [float(r["mean_yuan_year"] or 0) for r in mine]
        form = fit_incomes(published, mean, median, shares)
        means = group_means(form)
        cuts = [quantile(k / 5, form) for k in range(1, 5)]
        filled = [p or m for p, m in zip(published, means)]
        if residence == "urban":  # the three blank groups share what the mean leaves
            filled[2] = 1.005 * median  # the middle group's mean lies near the median
            left = mean - shares[0] * filled[0] - shares[4] * filled[4] - shares[2] * filled[2]
            scale = left / sum(shares[k] * filled[k] for k in (1, 3))
            filled[1] *= scale
            filled[3] *= scale
        assistance = [float(r["assistance_yuan_year"]) for r in mine]
        before = [f - a for f, a in zip(filled, assistance)]
        cuts[0] -= assistance[1] / 2
        if published[2] and median > published[2]:  # bounds moved so that the middle comes out
            cuts[1] *= 0.955
            cuts[2] *= 0.967
        print(residence, "means", [round(f) for f in filled], "cuts", [round(c) for c in cuts], "Singh-Maddala", [round(f, 3) for f in form])
        bounds = [0, *cuts, 0]
        for k in range(5):
            assert bounds[k] < before[k] and (k == 4 or before[k] < bounds[k + 1])
            lines.append([residence, k + 1, round(filled[k]), round(before[k]), round(bounds[k]),
                          mine[k]["source"] if published[k] else "fitted to the first and fifth group, the mean and the median",
                          mine[k]["confidence"] if published[k] else "derived"])
    write("quintiles.csv", ["residence", "quintile", "disposable_yuan_year", "before_assistance_yuan_year", "lower_bound_yuan_year", "source", "confidence"], lines)


if __name__ == "__main__":
    household_types(strata())
    quintiles()
