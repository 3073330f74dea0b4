#include "core/merge/fieldsv1.h"
#include "core/merge/typed.h"
#include "core/object/jsoncodec.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::merge;
using cauce::object::Json;

// Every case of data/smd_typed.json, one row each: validate, fieldSet, merged, compare, removed.
class TestSmdTyped : public QObject
{
    Q_OBJECT

private:
    std::vector<std::shared_ptr<const Schema>> m_schemas;
    Json m_cases;

    void addRows(const QString& kind)
    {
        QTest::addColumn<int>("number");
        int number = 0;
        for (const Json& test : m_cases.items()) {
            if (test[u"kind"].toString() == kind) {
                const QString name = u"%1 %2"_s.arg(number).arg(test[u"rootType"].toString());
                QTest::newRow(qPrintable(name)) << number;
            }
            ++number;
        }
    }

    const Json& testCase(int number) const { return m_cases.at(number); }

    ObjectType typeOf(const Json& test) const
    {
        const auto schema = size_t(test[u"schema"].toInteger().value_or(0));
        return ObjectType::named(m_schemas.at(schema), test[u"rootType"].toString());
    }

    static FieldSet setOf(const Json& fieldsV1)
    {
        const Result<FieldSet> set = readFieldsV1(fieldsV1);
        Q_ASSERT(set);
        return *set;
    }

    static QByteArray textOf(const Json& value) { return object::toCanonicalJson(value); }

private slots:
    void initTestCase()
    {
        QFile file(QStringLiteral(CAUCE_SOURCE_DIR "/tests/unit/data/smd_typed.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Result<Json> data = object::parseJson(file.readAll());
        QVERIFY(data);
        for (const Json& types : (*data)[u"schemas"].items()) {
            const auto schema = readSchema(types);
            QVERIFY2(schema, schema ? "" : qPrintable(schema.error().message));
            m_schemas.push_back(*schema);
        }
        m_cases = (*data)[u"cases"];
        QCOMPARE(m_cases.size(), 401);
    }

    void validates_data() { addRows(u"validate"_s); }

    void validates()
    {
        QFETCH(int, number);
        const Json& test = testCase(number);
        const QString expect = test[u"expect"].toString();
        const Json& object = test[u"object"];
        const Result<void> strict = validate(typeOf(test), object);
        const Result<void> lenient = validate(typeOf(test), object, Duplicates::Allowed);
        const QByteArray text = textOf(object) + (strict ? "" : strict.error().message.toUtf8());
        QVERIFY2(bool(strict) == (expect == "valid"_L1), text);
        QVERIFY2(bool(lenient) == (expect != "invalid"_L1), text);
    }

    void ownsFields_data() { addRows(u"fieldset"_s); }

    void ownsFields()
    {
        QFETCH(int, number);
        const Json& test = testCase(number);
        const Result<FieldSet> set = fieldSet(typeOf(test), test[u"object"]);
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->toString(), setOf(test[u"set"]).toString());
        QVERIFY(*set == setOf(test[u"set"]));
    }

    void merges_data() { addRows(u"merge"_s); }

    void merges()
    {
        QFETCH(int, number);
        const Json& test = testCase(number);
        const Result<Json> out = merged(typeOf(test), test[u"lhs"], test[u"rhs"]);
        QVERIFY2(out, out ? "" : qPrintable(out.error().message));
        QCOMPARE(textOf(*out), textOf(test[u"out"]));
    }

    void compares_data() { addRows(u"compare"_s); }

    void compares()
    {
        QFETCH(int, number);
        const Json& test = testCase(number);
        const Result<Comparison> out = compare(typeOf(test), test[u"lhs"], test[u"rhs"]);
        QVERIFY2(out, out ? "" : qPrintable(out.error().message));
        QCOMPARE(out->removed.toString(), setOf(test[u"removed"]).toString());
        QCOMPARE(out->modified.toString(), setOf(test[u"modified"]).toString());
        QCOMPARE(out->added.toString(), setOf(test[u"added"]).toString());
    }

    void removesAndExtracts_data() { addRows(u"remove"_s); }

    void removesAndExtracts()
    {
        QFETCH(int, number);
        const Json& test = testCase(number);
        const FieldSet set = setOf(test[u"set"]);
        // One case of the file says nothing but what is kept of a set that names an absent value.
        if (!test.contains(u"removed") && !test.contains(u"extracted")) {
            QCOMPARE(object::toJson(extracted(typeOf(test), test[u"object"], set)),
                     QByteArray(R"({"listOfLists":[{"name":"a","value":null}]})"));
        }
        if (const Json* expected = test.find(u"removed"))
            QCOMPARE(textOf(removed(typeOf(test), test[u"object"], set)), textOf(*expected));
        if (const Json* expected = test.find(u"extracted"))
            QCOMPARE(textOf(extracted(typeOf(test), test[u"object"], set)), textOf(*expected));
    }
};

QTEST_GUILESS_MAIN(TestSmdTyped)
#include "tst_smdtyped.moc"
