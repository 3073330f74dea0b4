#include "core/diff/linediff.h"
#include "core/diff/myers.h"
#include "core/diff/wordranges.h"
#include "core/diff/yamlpath.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce::diff;

namespace {

QStringList linesOf(const QString& text)
{
    return text.isEmpty() ? QStringList() : text.chopped(1).split(u'\n');
}

//! What hunks make of the live text; empty optional when they do not fit it.
std::optional<QString> patched(const QString& live, const LineDiff& diff)
{
    const QStringList before = linesOf(live);
    QStringList after;
    int next = 0; // the first live line that is not yet used
    for (const DiffHunk& hunk : diff.hunks) {
        for (const DiffLine& line : hunk.lines) {
            if (line.kind == DiffLine::Kind::Added) {
                if (line.liveLine != 0)
                    return std::nullopt;
                while (after.size() < line.desiredLine - 1 && next < before.size())
                    after += before.at(next++);
                after += line.text;
                if (line.desiredLine != after.size())
                    return std::nullopt;
                continue;
            }
            while (next < line.liveLine - 1)
                after += before.at(next++);
            if (next != line.liveLine - 1 || before.at(next) != line.text)
                return std::nullopt;
            ++next;
            if (line.kind == DiffLine::Kind::Context) {
                after += line.text;
                if (line.desiredLine != after.size())
                    return std::nullopt;
            }
        }
    }
    while (next < before.size())
        after += before.at(next++);
    return after.isEmpty() ? QString() : after.join(u'\n') + u'\n';
}

QString randomText(QRandomGenerator& random, int lines, int alphabet)
{
    QString text;
    for (int i = 0; i < lines; ++i) {
        const int word = random.bounded(alphabet);
        text += QString(random.bounded(3), u' ') + QChar(u'a' + word) + u":\n"_s;
    }
    return text;
}

//! The length of a longest common subsequence, by the book.
int commonLength(const QStringList& a, const QStringList& b)
{
    std::vector<std::vector<int>> best(size_t(a.size() + 1), std::vector<int>(b.size() + 1));
    for (qsizetype i = 1; i <= a.size(); ++i) {
        for (qsizetype j = 1; j <= b.size(); ++j) {
            best[i][j] = a.at(i - 1) == b.at(j - 1) ? best[i - 1][j - 1] + 1
                                                    : std::max(best[i - 1][j], best[i][j - 1]);
        }
    }
    return best[a.size()][b.size()];
}

QStringList marked(const QString& line, const QList<DiffLine::Range>& ranges)
{
    QStringList words;
    for (const auto& range : ranges)
        words += line.mid(range.start, range.length);
    return words;
}

const QString kDeployment = u"apiVersion: apps/v1\n"
                            "kind: Deployment\n"
                            "metadata:\n"
                            "  name: example-app\n"
                            "spec:\n"
                            "  replicas: 2\n"
                            "  template:\n"
                            "    spec:\n"
                            "      containers:\n"
                            "      - image: sidecar:1\n"
                            "        name: sidecar\n"
                            "      - image: nginx:1.25-alpine\n"
                            "        name: nginx\n"
                            "        ports:\n"
                            "        - containerPort: 80\n"
                            "      restartPolicy: Always\n"_s;

} // namespace

class TestLineDiff : public QObject
{
    Q_OBJECT

private slots:
    void theStorysDiffIsTwoLinesWithTheVersionMarked()
    {
        QString desired = kDeployment;
        desired.replace(u"1.25"_s, u"1.26"_s);
        const LineDiff diff = lineDiff(kDeployment, desired, 2);
        QCOMPARE(diff.hunks.size(), 1);
        QCOMPARE(diff.added, 1);
        QCOMPARE(diff.removed, 1);
        QCOMPARE(diff.unchangedAbove, 9);
        QCOMPARE(diff.unchangedBelow, 2);
        const DiffHunk& hunk = diff.hunks.first();
        QCOMPARE(hunk.path, u"spec › template › spec › containers[name=nginx]"_s);
        QCOMPARE(hunk.lines.size(), 6);
        const DiffLine& removed = hunk.lines.at(2);
        const DiffLine& added = hunk.lines.at(3);
        QCOMPARE(removed.text, u"      - image: nginx:1.25-alpine"_s);
        QCOMPARE(removed.kind, DiffLine::Kind::Removed);
        QCOMPARE(removed.liveLine, 12);
        QCOMPARE(removed.desiredLine, 0);
        QCOMPARE(added.text, u"      - image: nginx:1.26-alpine"_s);
        QCOMPARE(added.desiredLine, 12);
        QCOMPARE(marked(removed.text, removed.words), QStringList {u"1.25"_s});
        QCOMPARE(marked(added.text, added.words), QStringList {u"1.26"_s});
    }

    void unifiedIsWhatDiffPrints()
    {
        QString desired = kDeployment;
        desired.replace(u"1.25"_s, u"1.26"_s);
        QCOMPARE(unified(lineDiff(kDeployment, desired, 1)),
                 u"@@ -11,3 +11,3 @@\n"
                 "         name: sidecar\n"
                 "-      - image: nginx:1.25-alpine\n"
                 "+      - image: nginx:1.26-alpine\n"
                 "         name: nginx\n"_s);
    }

    void unifiedNumbersSides_data()
    {
        QTest::addColumn<QString>("live");
        QTest::addColumn<QString>("desired");
        QTest::addColumn<int>("context");
        QTest::addColumn<QString>("heads");
        // Expected: what GNU diff -U prints for the same texts.
        QTest::newRow("created") << QString() << u"a\nb\n"_s << 3 << u"@@ -0,0 +1,2 @@"_s;
        QTest::newRow("removed") << u"a\nb\n"_s << QString() << 3 << u"@@ -1,2 +0,0 @@"_s;
        QTest::newRow("one line") << u"a\n"_s << u"b\n"_s << 3 << u"@@ -1 +1 @@"_s;
        QTest::newRow("two hunks without context")
            << u"a\nb\nc\nd\n"_s << u"a\nx\ny\nb\nc\n"_s << 0 << u"@@ -1,0 +2,2 @@ @@ -4 +5,0 @@"_s;
    }

    void unifiedNumbersSides()
    {
        QFETCH(QString, live);
        QFETCH(QString, desired);
        QFETCH(int, context);
        QFETCH(QString, heads);
        QStringList found;
        for (const QString& line : unified(lineDiff(live, desired, context)).split(u'\n')) {
            if (line.startsWith(u"@@"))
                found += line;
        }
        QCOMPARE(found.join(u' '), heads);
    }

    void equalTextsHaveNoHunks()
    {
        const LineDiff diff = lineDiff(kDeployment, kDeployment);
        QVERIFY(diff.hunks.isEmpty());
        QCOMPARE(diff.unchangedAbove + diff.unchangedBelow, 16);
        QCOMPARE(unified(diff), QString());
    }

    void applyingTheHunksGivesTheDesiredText()
    {
        QRandomGenerator random(20240501);
        for (int i = 0; i < 3000; ++i) {
            const int alphabet = 1 + random.bounded(6);
            const QString live = randomText(random, random.bounded(30), alphabet);
            const QString desired = randomText(random, random.bounded(30), alphabet);
            const int context = random.bounded(4);
            const LineDiff diff = lineDiff(live, desired, context);
            const auto result = patched(live, diff);
            QVERIFY2(result, qPrintable(live + u"-- to --\n"_s + desired));
            QCOMPARE(*result, desired);
        }
    }

    void theScriptIsAShortestOne()
    {
        QRandomGenerator random(7);
        for (int i = 0; i < 500; ++i) {
            const QString live = randomText(random, random.bounded(25), 3);
            const QString desired = randomText(random, random.bounded(25), 3);
            const LineDiff diff = lineDiff(live, desired);
            const QStringList a = linesOf(live);
            const QStringList b = linesOf(desired);
            QCOMPARE(diff.added + diff.removed, int(a.size() + b.size()) - 2 * commonLength(a, b));
        }
    }

    void aSpentBudgetIsStillRight()
    {
        const std::vector<int> a {1, 2, 3, 4, 5, 6, 7, 8};
        const std::vector<int> b {1, 8, 7, 6, 5, 4, 3, 8};
        const auto edits = shortestEdits(a, b, 1);
        QCOMPARE(edits, (std::vector<Replacement> {{1, 7, 1, 7}}));
    }

    void largeDifferentTextsAreBounded()
    {
        QString live;
        QString desired;
        for (int i = 0; i < 50'000; ++i) {
            live += u"a"_s + QString::number(i) + u'\n';
            desired += u"b"_s + QString::number(i * 7 % 50'000) + u'\n';
        }
        QElapsedTimer timer;
        timer.start();
        const LineDiff diff = lineDiff(live, desired);
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(diff.removed, 50'000);
        QCOMPARE(diff.added, 50'000);
    }

    void anAddedItemIsMarkedFromItsFirstLine()
    {
        const QString live = u"env:\n- name: A\n  value: x\n- name: C\n  value: x\n"_s;
        const QString desired
            = u"env:\n- name: A\n  value: x\n- name: B\n  value: x\n- name: C\n  value: x\n"_s;
        const LineDiff diff = lineDiff(live, desired, 0);
        QCOMPARE(diff.hunks.size(), 1);
        QCOMPARE(diff.hunks.first().lines.size(), 2);
        QCOMPARE(diff.hunks.first().lines.first().text, u"- name: B"_s);
        QCOMPARE(diff.hunks.first().path, u"env[name=B]"_s);
    }

    void onlyLinesOfOneKeyAreComparedByWords()
    {
        const LineDiff diff = lineDiff(u"a: 1\nb: 2\n"_s, u"b: 3\nc: 1\n"_s, 0);
        QList<DiffLine> changed;
        for (const DiffHunk& hunk : diff.hunks)
            changed += hunk.lines;
        QCOMPARE(changed.size(), 4);
        for (const DiffLine& line : changed)
            QCOMPARE(!line.words.isEmpty(), line.text.startsWith(u'b'));
    }

    void words_data()
    {
        QTest::addColumn<QString>("removed");
        QTest::addColumn<QString>("added");
        QTest::addColumn<QStringList>("removedWords");
        QTest::addColumn<QStringList>("addedWords");
        QTest::newRow("a number") << u"  replicas: 2"_s << u"  replicas: 15"_s
                                  << QStringList {u"2"_s} << QStringList {u"15"_s};
        QTest::newRow("a word more")
            << u"args: a b"_s << u"args: a c b"_s << QStringList {} << QStringList {u"c "_s};
        QTest::newRow("nothing in common")
            << u"one"_s << u"two"_s << QStringList {} << QStringList {};
        QTest::newRow("two places") << u"x: a-1-b-2"_s << u"x: a-3-b-4"_s
                                    << QStringList {u"1"_s, u"2"_s} << QStringList {u"3"_s, u"4"_s};
        QTest::newRow("not only ASCII")
            << u"x: grün-1"_s << u"x: grün-2"_s << QStringList {u"1"_s} << QStringList {u"2"_s};
    }

    void words()
    {
        QFETCH(QString, removed);
        QFETCH(QString, added);
        const WordRanges ranges = wordRanges(removed, added);
        QTEST(marked(removed, ranges.removed), "removedWords");
        QTEST(marked(added, ranges.added), "addedWords");
    }

    void paths_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("path");
        QTest::newRow("top level") << u"a: 1\nb: 2\n"_s << 1 << QString();
        QTest::newRow("below a key") << u"a:\n  b:\n    c: 1\n  d: 2\n"_s << 2 << u"a › b"_s;
        QTest::newRow("back up") << u"a:\n  b:\n    c: 1\n  d: 2\n"_s << 3 << u"a"_s;
        QTest::newRow("an item without a name")
            << u"rules:\n- host: x\n- verbs:\n  - get\n  - list\n"_s << 4 << u"rules[1] › verbs"_s;
        QTest::newRow("the name comes last")
            << u"c:\n- image: x\n  name: web\n"_s << 1 << u"c[name=web]"_s;
        QTest::newRow("a port") << u"ports:\n- containerPort: 80\n  protocol: TCP\n"_s << 2
                                << u"ports[containerPort=80]"_s;
        QTest::newRow("a quoted key") << u"m:\n  \"a: b\":\n    c: 1\n"_s << 2 << u"m › a: b"_s;
        QTest::newRow("inside a block of text")
            << u"data:\n  app.yaml: |\n    x:\n      y: 1\n  other: 2\n"_s << 3
            << u"data › app.yaml"_s;
        QTest::newRow("after a block of text")
            << u"data:\n  app.yaml: |\n    x:\n      y: 1\n  other: 2\n"_s << 4 << u"data"_s;
        QTest::newRow("items of items")
            << u"a:\n- - x: 1\n    y: 2\n  - x: 3\n"_s << 3 << u"a[0][1]"_s;
        QTest::newRow("after a list at the same column")
            << u"s:\n  a:\n  - x\n  b:\n    c: 1\n"_s << 4 << u"s › b"_s;
        QTest::newRow("a list at the top") << u"- a: 1\n  b: 2\n"_s << 1 << u"[0]"_s;
    }

    void paths()
    {
        QFETCH(QString, text);
        QFETCH(int, line);
        QTEST(yamlPathsOf(linesOf(text), {line}).first(), "path");
    }

    void hunksFarApartAreTwo()
    {
        QString live;
        for (int i = 0; i < 40; ++i)
            live += u"k"_s + QString::number(i) + u": 1\n"_s;
        QString desired = live;
        desired.replace(u"k5: 1"_s, u"k5: 2"_s).replace(u"k30: 1"_s, u"k30: 2"_s);
        const LineDiff diff = lineDiff(live, desired);
        QCOMPARE(diff.hunks.size(), 2);
        QCOMPARE(diff.unchangedAbove, 2);
        QCOMPARE(diff.unchangedBelow, 6);
        desired.replace(u"k12: 1"_s, u"k12: 2"_s);
        QCOMPARE(lineDiff(live, desired).hunks.size(), 2); // six lines between: one hunk
        QCOMPARE(lineDiff(live, desired, 2).hunks.size(), 3);
    }
};

QTEST_GUILESS_MAIN(TestLineDiff)
#include "tst_linediff.moc"
