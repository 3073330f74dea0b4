#include "core/object/yamlreader.h"

#include <QTest>

#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

using namespace Qt::StringLiterals;
using namespace cauce::object;

namespace {

QByteArray repeated(const char* text, qsizetype times)
{
    return QByteArray(text).repeated(times);
}

// What this thread has worked; the clock on the wall depends on who else works.
qint64 cpuMilliseconds()
{
    timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1'000'000;
}

// The most memory this process has had so far, in MiB. It only grows.
qint64 peakMiB()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

QByteArray laughs()
{
    QByteArray yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i <= 9; ++i) {
        const QByteArray before = "*a" + QByteArray::number(i - 1);
        const QByteArray name = 'a' + QByteArray::number(i);
        yaml += name + ": &" + name + " [" + QByteArray(before + ", ").repeated(8) + before + "]\n";
    }
    return yaml;
}

QByteArray deepAliases()
{
    // Every level is shallow as it is written, and one deeper than the one before by its alias.
    QByteArray yaml = "a0: &a0 [x]\n";
    for (int i = 1; i <= 300; ++i) {
        const QByteArray number = QByteArray::number(i);
        yaml += 'a' + number + ": &a" + number + " [*a" + QByteArray::number(i - 1) + "]\n";
    }
    return yaml;
}

} // namespace

// Every one of these files must end in a sentence that says what, where and what next, soon and in
// little memory.
class TestYamlBadInput : public QObject
{
    Q_OBJECT

private slots:
    void endsInASentence_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message"); // the beginning of it
        const auto row = [](const char* name, const QByteArray& text, const QString& message) {
            QTest::newRow(name) << text << message;
        };
        row("a comma", ",", u"f.yaml:1:1: did not find expected node content"_s);
        row("a comma after a mark", "--- ,", u"f.yaml:1:5: did not find expected node content"_s);
        row("an open list", "a: [1, 2\n",
            u"f.yaml:2:1: did not find expected ',' or ']' while parsing a flow sequence that begins at line 1"_s);
        row("a tab as indentation", "a:\n\tb: 1\n",
            u"f.yaml:2:1: found character that cannot start any token; a tab cannot indent YAML: use spaces"_s);
        row("a key twice", "a: 1\nb: 2\na: 3\n",
            u"f.yaml:3:1: the key \"a\" stands twice in one map, first at line 1; keep one of them"_s);
        row("an unknown alias", "a: *b\n",
            u"f.yaml:1:4: the alias *b names no anchor before it in this document"_s);
        row("an alias to itself", "a: &a [1, *a]\n",
            u"f.yaml:1:11: the anchor &a contains itself"_s);
        row("a cycle of two", "a: &a\n  b: &b\n    - *a\n",
            u"f.yaml:3:7: the anchor &a contains itself"_s);
        row("invalid UTF-8", "a: 1\nb: x\xff\n",
            u"f.yaml:2:5: the byte 0xff is not UTF-8; save the file as UTF-8"_s);
        row("a NUL", QByteArray("a: 1\nb: \0\n", 10),
            u"f.yaml:2:4: a NUL character; is this a text file?"_s);
        row("UTF-16 with a mark",
            QByteArray("\xff\xfe"
                       "a\0:\0",
                       6),
            u"f.yaml:1:1: is UTF-16, not UTF-8; save it as UTF-8"_s);
        row("UTF-16, big", QByteArray("\xfe\xff\0a\0:", 6), u"f.yaml:1:1: is UTF-16"_s);
        row("UTF-16 without a mark", QByteArray("a\0:\0 \0", 6), u"f.yaml:1:1: is UTF-16"_s);
        row("a control character", "a: x\ab\n",
            u"f.yaml:1:5: control characters are not allowed (U+0007)"_s);
        row("an unknown tag", "a: !!python/object:os.system x\n",
            u"f.yaml:1:4: the tag !!python/object:os.system is not known; Kubernetes has no use for it: remove it"_s);
        row("a tag of one's own", "a: !Ref {b: 1}\n",
            u"f.yaml:1:4: the tag !Ref is not known for a map: remove it"_s);
        row("a wrong tag", "a: !!int 5.5\n", u"f.yaml:1:4: \"5.5\" cannot be read as !!int"_s);
        row("a Helm template", "apiVersion: v1\nkind: {{ .Values.kind }}\n",
            u"f.yaml:2:7: {{ }}: this is a Helm template that was not rendered, not a manifest; name the chart's folder as a Helm source"_s);
        row("a Helm template with a condition",
            "{{- if .Values.x }}\napiVersion: v1\nkind: A\n{{- end }}\n",
            u"f.yaml:1:1: {{ }}: this is a Helm template"_s);
        row("a merge conflict", "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n",
            u"f.yaml:2:1: an unresolved merge conflict (<<<<<<<); resolve it and commit"_s);
        row("an LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 5\n",
            u"f.yaml:1:1: is a Git LFS pointer, not a manifest; keep manifests out of LFS"_s);
        row("a directive", "%YAML 1.1\n---\na: 1\n",
            u"f.yaml:1:1: YAML directives (%YAML, %TAG) are not supported"_s);
        row("a colon in a value", "a: b: c\n",
            u"f.yaml:1:5: mapping values are not allowed in this context; check the indentation, and put a value that contains \": \" in quotes"_s);
        row("a sign that begins a value", "a: @x\n",
            u"f.yaml:1:4: found character that cannot start any token; put a value that begins with '@' in quotes"_s);
        row("a bad indentation", "a:\n  b: 1\n c: 2\n",
            u"f.yaml:3:2: did not find expected key while parsing a block mapping that begins at line"_s);
        row("no space behind a colon", "a: {b:}\n", u"f.yaml:1:6: found unexpected ':'"_s);
        row("a text that does not end", "a: \"x\nb: 1\n",
            u"f.yaml:3:1: found unexpected end of stream"_s);
        row("infinity", "a: .inf\n",
            u"f.yaml:1:4: .inf is no number that JSON and Kubernetes know"_s);
        row("a map as a key", "? {a: 1}\n: b\n", u"f.yaml:1:3: a list or a map cannot be a key"_s);
        row("null as a key", "~: b\n", u"f.yaml:1:1: null and integers above"_s);
        row("a merge of a number", "a:\n  <<: 5\n",
            u"f.yaml:2:7: << needs a map or a list of maps as its value"_s);
        row("a merge of an alias to a list", "b: &b [{}]\na:\n  <<: *b\n",
            u"f.yaml:3:7: << needs a map"_s);
        row("binary that is no base64", "a: !!binary 5\n",
            u"f.yaml:1:4: the !!binary value is not base64"_s);
        row("binary that is no text", "a: !!binary /w==\n",
            u"f.yaml:1:4: the !!binary value is no text"_s);
        row("a character after the accents", "\xc3\xa9\xc3\xa9: [\xc3\xa9, *x]\n",
            u"f.yaml:1:9: the alias *x names no anchor"_s);
    }

    void endsInASentence()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, message);
        const auto documents = readYaml(text, u"f.yaml"_s);
        QVERIFY(!documents);
        QCOMPARE(documents.error().kind, cauce::ErrorKind::Invalid);
        QVERIFY2(documents.error().message.startsWith(message),
                 qPrintable(documents.error().message));
        QVERIFY(!readManifests(text, u"f.yaml"_s));
    }

    void endsSoonInLittleMemory_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message"); // a part of it; empty: it is fine
        QTest::addColumn<int>("limitMiB");
        const auto row
            = [](const char* name, const QByteArray& text, const QString& message,
                 int limitMiB = 64) { QTest::newRow(name) << text << message << limitMiB; };
        const QString deep = u"nested deeper than 200 levels at line 1"_s;
        row("100,000 [", repeated("[", 100'000), deep);
        row("100,000 {a:", repeated("{a: ", 100'000), deep);
        row("100,000 {\"a\":", repeated("{\"a\":", 100'000), deep);
        row("100,000 -", repeated("- ", 100'000), deep);
        row("100,000 ?", repeated("? ", 100'000), u"a list or a map cannot be a key"_s);
        row("an alias bomb", laughs(), u"the alias *a"_s);
        row("deep by aliases", deepAliases(), u"nested deeper than 200 levels by the alias *a"_s);
        row("10,000 aliases of one map", "a: &a {x: 1}\nb: [" + repeated("*a, ", 10'000) + "]\n",
            {});
        row(
            "a long merge chain",
            [] {
                QByteArray yaml = "a0: &a0 {k0: 1}\n";
                for (int i = 1; i <= 5000; ++i) {
                    const QByteArray n = QByteArray::number(i);
                    yaml += 'a' + n + ": &a" + n + " {<<: *a" + QByteArray::number(i - 1) + ", k"
                        + n + ": 1}\n";
                }
                return yaml;
            }(),
            u"more than 100000 values"_s);
        row("11 MB", repeated("a: b # comment\n", 770'000),
            u"the limit for one file is 10.0 MB: split it"_s);
        row("one line of 1 MB", "a: " + repeated("x", 1 << 20), {});
        row("one line of 1 MB of items", "a: [" + repeated("wwwwwwwwwwww, ", 75'000) + "]", {});
        row("one key of 1 MB", repeated("k", 1 << 20) + ": 1\n", u"f.yaml:1:"_s);
        row("100,000 %TAG lines", repeated("\n%TAG !a! tag:x", 100'000),
            u"more than 64 lines begin with %"_s);
        row("200,000 empty documents", repeated("---\n", 200'000), u"more than 100000 values"_s);
        row("200,000 items", "[" + repeated("a,", 200'000) + "]", u"more than 100000 values"_s);
        row("40,000 anchors",
            [] {
                QByteArray yaml;
                for (int i = 0; i < 40'000; ++i)
                    yaml += "- &a" + QByteArray::number(i) + " x\n";
                return yaml;
            }(),
            {});
        row("a map of 40,000 keys",
            [] {
                QByteArray yaml;
                for (int i = 0; i < 40'000; ++i)
                    yaml += 'k' + QByteArray::number(i) + ": 1\n";
                return yaml;
            }(),
            {});
    }

    void endsSoonInLittleMemory()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, message);
        QFETCH(int, limitMiB);
        const qint64 before = peakMiB();
        const qint64 begun = cpuMilliseconds();
        const auto documents = readYaml(text, u"f.yaml"_s, {.maxNodes = 100'000});
        const qint64 took = cpuMilliseconds() - begun;
        const QString said = documents ? QString() : documents.error().message;
        QVERIFY2(said.contains(message) && documents.has_value() == message.isEmpty(),
                 qPrintable(said));
        QVERIFY2(took < 5'000, qPrintable(u"%1 ms"_s.arg(took)));
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed
        QVERIFY2(peakMiB() - before <= limitMiB, qPrintable(u"%1 MiB"_s.arg(peakMiB() - before)));
#else
        Q_UNUSED(before);
        Q_UNUSED(limitMiB);
#endif
    }

    void honestFilesOfNearlyTheLimitAreRead()
    {
        QByteArray yaml;
        int count = 0;
        while (yaml.size() < 9'000'000) {
            yaml += "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c"
                + QByteArray::number(count++) + "\n  labels: {app: x, team: y}\ndata:\n  a: "
                + repeated("0123456789", 20) + "\n---\n";
        }
        const auto manifests = readManifests(yaml, u"f.yaml"_s);
        QVERIFY2(manifests, manifests ? "" : qPrintable(manifests.error().message));
        QCOMPARE(manifests->size(), count);
    }

    void theWholeDepthFitsIntoASmallStack()
    {
        // 200 levels and back, on the thread with the smallest stack that a parser may have.
        const QByteArray text = repeated("[", 200) + repeated("]", 200);
        const QByteArray json = repeated("{\"a\":", 199) + "1" + repeated("}", 199);
        bool read = false;
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
#ifdef __SANITIZE_ADDRESS__ // whose frames are several times as large
        constexpr size_t kStack = 8 << 20;
#else
        constexpr size_t kStack = 1 << 20;
#endif
        pthread_attr_setstacksize(&attributes, kStack);
        struct Job
        {
            const QByteArray& text;
            const QByteArray& json;
            bool& read;
        } job {text, json, read};
        pthread_t thread {};
        const auto work = [](void* argument) -> void* {
            const auto* j = static_cast<Job*>(argument);
            const auto yaml = readYaml(j->text, u"f.yaml"_s);
            const auto object = readDocuments(j->json, u"f.json"_s);
            j->read = yaml && yaml->first().value.isArray() && object
                && object->first().value.isObject();
            return nullptr;
        };
        QCOMPARE(pthread_create(&thread, &attributes, work, &job), 0);
        pthread_join(thread, nullptr);
        pthread_attr_destroy(&attributes);
        QVERIFY(read);
    }
};

QTEST_GUILESS_MAIN(TestYamlBadInput)
#include "tst_yamlbadinput.moc"
