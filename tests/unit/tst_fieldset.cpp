#include "core/merge/fieldset.h"
#include "core/merge/fieldsv1.h"
#include "core/object/jsoncodec.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::merge;
using cauce::object::Json;

namespace {

constexpr int kRounds = 300;

PathElement field(const QString& name)
{
    return PathElement::field(name);
}

PathElement named(const QString& name)
{
    return PathElement::key({{u"name"_s, Json(name)}});
}

// Single quotes are easier on the eye.
QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

FieldSet parsed(const char* fieldsV1)
{
    const Result<FieldSet> set = readFieldsV1(quoted(fieldsV1));
    Q_ASSERT(set);
    return *set;
}

PathElement randomElement(QRandomGenerator& random)
{
    const int n = random.bounded(4);
    switch (random.bounded(5)) {
    case 0:
        return PathElement::value(Json(qint64(n - 2)));
    case 1:
        return PathElement::key({{u"port"_s, Json(qint64(n))}, {u"a"_s, Json(n % 2 == 0)}});
    case 2:
        return PathElement::value(n == 0 ? Json(true) : Json(QString(n, QChar(u'"'))));
    default:
        return field(QString(QChar(char16_t(u'a' + n))));
    }
}

FieldSet randomSet(QRandomGenerator& random)
{
    FieldSet set;
    const int paths = random.bounded(12);
    for (int i = 0; i < paths; ++i) {
        FieldPath path;
        const int steps = 1 + random.bounded(4);
        for (int step = 0; step < steps; ++step)
            path.push_back(randomElement(random));
        set.insert(path);
    }
    return set;
}

} // namespace

class TestFieldSet : public QObject
{
    Q_OBJECT

private slots:
    void algebraObeysItsLaws()
    {
        QRandomGenerator random(20240521);
        for (int round = 0; round < kRounds; ++round) {
            const FieldSet a = randomSet(random);
            const FieldSet b = randomSet(random);
            const FieldSet c = randomSet(random);
            QVERIFY(a.united(b) == b.united(a));
            QVERIFY(a.united(b.united(c)) == a.united(b).united(c));
            QVERIFY(a.intersected(b) == b.intersected(a));
            QVERIFY(a.intersected(b.intersected(c)) == a.intersected(b).intersected(c));
            QVERIFY(a.intersected(b.united(c)) == a.intersected(b).united(a.intersected(c)));
            QVERIFY(a.united(a.intersected(b)) == a);
            QVERIFY(a.without(a).isEmpty());
            QVERIFY(a.without(b).intersected(b).isEmpty());
            QVERIFY(a.without(b).united(a.intersected(b)) == a);
            QVERIFY(a.without(b.united(c)) == a.without(b).without(c));
            QVERIFY(a.withoutTree(b).without(a).isEmpty());
            QVERIFY(a.withoutTree(b).without(b) == a.withoutTree(b));
            QVERIFY(a.leaves().without(a).isEmpty());
            QVERIFY(a.leaves().leaves() == a.leaves());
            QCOMPARE(a.united(b).size(), a.size() + b.size() - a.intersected(b).size());
        }
    }

    void algebraAgreesWithPlainSetsOfPaths()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < kRounds; ++round) {
            const FieldSet a = randomSet(random);
            const FieldSet b = randomSet(random);
            std::vector<FieldPath> inA;
            a.forEach([&inA](const FieldPath& path) { inA.push_back(path); });
            QCOMPARE(qsizetype(inA.size()), a.size());
            for (const FieldPath& path : inA) {
                QVERIFY(a.contains(path));
                QVERIFY(a.united(b).contains(path));
                QCOMPARE(a.intersected(b).contains(path), b.contains(path));
                QCOMPARE(a.without(b).contains(path), !b.contains(path));
                bool isBelow = false;
                for (size_t n = 1; n <= path.size(); ++n)
                    isBelow = isBelow
                        || b.contains(FieldPath(path.begin(), path.begin() + qsizetype(n)));
                QCOMPARE(a.withoutTree(b).contains(path), !isBelow);
            }
        }
    }

    void whatIsWrittenIsReadBack()
    {
        QRandomGenerator random(99);
        for (int round = 0; round < kRounds; ++round) {
            const FieldSet set = randomSet(random);
            const QByteArray text = fieldsV1Text(set);
            const Result<FieldSet> read = readFieldsV1(QByteArrayView(text));
            QVERIFY2(read, text);
            QVERIFY2(*read == set, text);
            QCOMPARE(fieldsV1Text(*read), text);
        }
    }

    void parentsAndChildrenAreApart()
    {
        const FieldSet parent {{field(u"a"_s)}};
        const FieldSet child {{field(u"a"_s), field(u"b"_s)}};
        QVERIFY(parent.without(child) == parent);
        QVERIFY(child.without(parent) == child);
        QVERIFY(child.withoutTree(parent).isEmpty());
        QVERIFY(parent.withoutTree(child) == parent);
        QVERIFY(parent.intersected(child).isEmpty());
        QVERIFY(parent.united(child).leaves() == child);
        QVERIFY(!child.contains(FieldPath {field(u"a"_s)}));
    }

    void theEmptyPathIsNobodys()
    {
        FieldSet set;
        set.insert(FieldPath());
        QVERIFY(set.isEmpty());
        QVERIFY(!set.contains(FieldPath()));
        QCOMPARE(fieldsV1Text(set), QByteArray("{}"));
    }

    void aCopyStaysAsItWas()
    {
        FieldSet set {{field(u"a"_s), field(u"b"_s)}};
        const FieldSet copy = set;
        set.insert(FieldPath {field(u"a"_s), field(u"c"_s)});
        QCOMPARE(copy.size(), 1);
        QCOMPARE(set.size(), 2);
    }

    void membersStandInTheServersOrder()
    {
        // Fields, keys, values, indices; texts by UTF-8; numbers before texts before truth values.
        const FieldSet set {{PathElement::index(2)},
                            {PathElement::value(Json(true))},
                            {PathElement::value(Json(u"a<b"_s))},
                            {PathElement::value(Json(qint64(10)))},
                            {PathElement::value(Json::number("9.50"))},
                            {named(u"x"_s), field(u"image"_s)},
                            {named(u"x"_s)},
                            {field(u"\U0001F600"_s)},
                            {field(u"\uFB01"_s)},
                            {field(u"b"_s)},
                            {field(u"B"_s), field(u"y"_s)}};
        QCOMPARE(
            fieldsV1Text(set),
            quoted(
                "{'f:B':{'f:y':{}},'f:b':{},'f:ﬁ':{},'f:😀':{},'k:{\\'name\\':\\'x\\'}':{'.':{},'f:"
                "image':{}},'v:9.5':{},'v:10':{},'v:\\'a\\\\u003cb\\'':{},'v:true':{},'i:2':{}}"));
    }

    void anyOrderAndAnyWayOfWritingIsRead()
    {
        const FieldSet set
            = parsed("{'f:b':{},'f:a':{'f:y':{},'.':{}},'k:{\\'b\\':1,\\'a\\':80.0}':{'f:x':{}},'k:"
                     "{\\'a\\':80,\\'b\\':1}':{'f:z':{}},'v:1e0':{}}");
        QCOMPARE(fieldsV1Text(set),
                 quoted("{'f:a':{'.':{},'f:y':{}},'f:b':{},'k:{\\'a\\':80,\\'b\\':1}':{'f:x':{},'f:"
                        "z':{}},'v:1':{}}"));
    }

    void typesOfValuesAreKeptApart()
    {
        const FieldSet set = parsed("{'v:80':{},'v:\\'80\\'':{},'v:1':{},'v:true':{},'v:null':{}}");
        QCOMPARE(set.size(), 5);
    }

    void unknownPathElementsAreSkipped()
    {
        QVERIFY(parsed("{'x:new':{'f:a':{}}}").isEmpty());
        // What has nothing known below it stands for itself, as a server takes it.
        QVERIFY(parsed("{'f:a':{'x:new':{}}}") == FieldSet {{field(u"a"_s)}});
    }

    void malformedTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("too short") << quoted("{'f':{}}");
        QTest::newRow("no colon") << quoted("{'foo':{}}");
        QTest::newRow("a key that is no JSON") << quoted("{'k:{name}':{}}");
        QTest::newRow("a key that is a list") << quoted("{'k:[1]':{}}");
        QTest::newRow("a key and more") << quoted("{'k:{\\'a\\':1} 2':{}}");
        QTest::newRow("a value that is no JSON") << QByteArray("{'v:abc':{}}");
        QTest::newRow("a value and more") << QByteArray("{'v:1 2':{}}");
        QTest::newRow("an index that is none") << QByteArray("{'i:x':{}}");
        QTest::newRow("a member with a value") << quoted("{'f:a':1}");
    }

    void malformedTextIsRefused()
    {
        QFETCH(QByteArray, text);
        const Result<FieldSet> set = readFieldsV1(quoted(text));
        QVERIFY(!set);
        QCOMPARE(set.error().kind, ErrorKind::Invalid);
    }

    void pathsReadAsAServerWritesThem()
    {
        const FieldPath path {field(u"spec"_s),
                              field(u"containers"_s),
                              named(u"nginx"_s),
                              field(u"args"_s),
                              PathElement::value(Json(u"a\"b"_s)),
                              PathElement::index(3)};
        QCOMPARE(pathText(path), u".spec.containers[name=\"nginx\"].args[=\"a\\\"b\"][3]"_s);
    }

    void numbersAreWrittenAsAServerWritesThem_data()
    {
        QTest::addColumn<QByteArray>("number");
        QTest::addColumn<QString>("written");
        QTest::newRow("whole") << QByteArray("80") << u"v:80"_s;
        QTest::newRow("whole with decimals") << QByteArray("80.0") << u"v:80"_s;
        QTest::newRow("minus zero") << QByteArray("-0") << u"v:0"_s;
        QTest::newRow("beyond 2^53") << QByteArray("9007199254740993") << u"v:9007199254740993"_s;
        QTest::newRow("small") << QByteArray("0.00000012") << u"v:1.2e-7"_s;
        QTest::newRow("not so small") << QByteArray("1.2e-6") << u"v:0.0000012"_s;
        QTest::newRow("large") << QByteArray("1e22") << u"v:1e+22"_s;
        QTest::newRow("beyond 64 bits") << QByteArray("1e20") << u"v:100000000000000000000"_s;
    }

    void numbersAreWrittenAsAServerWritesThem()
    {
        QFETCH(QByteArray, number);
        QFETCH(QString, written);
        QCOMPARE(PathElement::value(Json::number(number)).toFieldsV1(), written);
    }
};

QTEST_GUILESS_MAIN(TestFieldSet)
#include "tst_fieldset.moc"
