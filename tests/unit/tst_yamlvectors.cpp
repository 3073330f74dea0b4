#include "core/object/jsoncodec.h"
#include "core/object/yamlreader.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce::object;

namespace {

// Where we are stricter than kubectl on purpose, and what our message must contain.
struct StricterRefusal
{
    const char* name;
    const char* message;
};

constexpr StricterRefusal kStricter[] = {
    {"dup key", "the key \"a\" stands twice in one map, first at line 5"},
    {"dup key diff style", "the key \"a\" stands twice"},
    {"dup yes/true", "the key \"true\" stands twice"},
    {"dup in nested", "the key \"a\" stands twice"},
    {"dup flow", "the key \"a\" stands twice"},
    {"bad utf8", "the byte 0xff is not UTF-8"},
    {"!foo bar", "the tag !foo is not known"},
    {"deep 2000 flow", "nested deeper than 200 levels"},
};

const StricterRefusal* stricterRefusal(const QString& name)
{
    for (const StricterRefusal& refusal : kStricter) {
        if (name == QLatin1StringView(refusal.name))
            return &refusal;
    }
    return nullptr;
}

QByteArray inputOf(const Json& vector)
{
    const QByteArray text = vector[u"input"].toString().toUtf8();
    return vector[u"encoding"].toString() == u"base64" ? QByteArray::fromBase64(text) : text;
}

} // namespace

// What kubectl makes of 249 snippets, and what we make of them.
class TestYamlVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QFile file(QStringLiteral(CAUCE_SOURCE_DIR "/tests/unit/data/yaml_kubectl.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto vectors = parseJson(file.readAll());
        QVERIFY2(vectors, vectors ? "" : qPrintable(vectors.error().message));
        m_vectors = *vectors;
        QCOMPARE(m_vectors.size(), 249);
    }

    void sameAsKubectl_data()
    {
        QTest::addColumn<qsizetype>("index");
        for (qsizetype i = 0; i < m_vectors.size(); ++i) {
            const QByteArray name = m_vectors.at(i)[u"name"].toString().toUtf8();
            QTest::addRow("%d: %s", int(i), name.left(60).constData()) << i;
        }
    }

    void sameAsKubectl()
    {
        QFETCH(qsizetype, index);
        const Json& vector = m_vectors.at(index);
        const auto documents = readYaml(inputOf(vector), u"case.yaml"_s);
        const QString message = documents ? QString() : documents.error().message;

        if (const StricterRefusal* refusal = stricterRefusal(vector[u"name"].toString())) {
            QVERIFY2(vector.contains(u"ok") || vector.contains(u"raw"),
                     "kubectl refuses it too: take it off the list");
            QVERIFY2(!documents, "no longer refused: take it off the list");
            QVERIFY2(message.contains(QLatin1StringView(refusal->message)), qPrintable(message));
            return;
        }
        if (vector.contains(u"err")) {
            QVERIFY2(!documents, "kubectl refuses it");
            QVERIFY2(message.startsWith(u"case.yaml:"), qPrintable(message));
            return;
        }
        QVERIFY2(documents, qPrintable(message));
        QCOMPARE(documents->size(), 1);
        const Json& object = documents->first().value;
        QCOMPARE(object[u"kind"].toString(), u"Foo"_s);
        const QByteArray detail = "we read " + toJson(object[u"spec"]).left(200) + ", kubectl "
            + toJson(vector[u"ok"]).left(200);
        QVERIFY2(object[u"spec"] == vector[u"ok"], detail.constData());
        QCOMPARE(object.contains(u"spec"), vector[u"has"].toBool());
    }

    void everyIntendedDifferenceIsAVector()
    {
        for (const StricterRefusal& refusal : kStricter) {
            const auto known = [&](const Json& vector) {
                return vector[u"name"].toString() == QLatin1StringView(refusal.name);
            };
            const auto items = m_vectors.items();
            QVERIFY2(std::any_of(items.begin(), items.end(), known), refusal.name);
        }
    }

private:
    Json m_vectors;
};

QTEST_GUILESS_MAIN(TestYamlVectors)
#include "tst_yamlvectors.moc"
