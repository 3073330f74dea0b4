#include "core/object/yamlreader.h"
#include "core/sandbox/admission.h"
#include "core/sandbox/defaults.h"
#include "core/sandbox/validation.h"
#include "tests/contract/realserver.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using object::Json;
using test::ControlPlane;
using test::RealServer;

namespace {

QStringList causeTexts(const Json& causes)
{
    QStringList lines;
    for (const Json& cause : causes.items()) {
        lines.append(cause[u"reason"].toString() + u" | "_s + cause[u"field"].toString() + u" | "_s
                     + cause[u"message"].toString());
    }
    lines.sort(); // a server goes through maps in any order
    return lines;
}

// Without what is another at every creation.
QByteArray comparableBytes(const Json& object)
{
    Json result = object;
    Json metadata = object[u"metadata"];
    for (const QStringView key : {u"uid", u"creationTimestamp", u"managedFields", u"generation"})
        metadata.remove(key);
    result.set(u"metadata"_s, metadata);
    return object::toJson(object::withSortedKeys(result));
}

} // namespace

//! What a real server makes of objects of a custom kind is what the sandbox's rules make of them.
class TestSandboxCustom : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RealServer> m_server;
    std::optional<Kinds> m_kinds;
    Json m_data;
    QString m_group;
    QString m_nameSpace;

    QString path() const
    {
        return u"/apis/"_s + m_group + u"/v1/namespaces/"_s + m_nameSpace + u"/widgets"_s;
    }
    const ServedKind* kind() const { return m_kinds->find(m_group, u"v1"_s, u"widgets"_s); }
    Json whole(Json object) const
    {
        object.set(u"apiVersion"_s, Json(m_group + u"/v1"_s));
        object.set(u"kind"_s, u"Widget"_s);
        object.setPath({u"metadata", u"namespace"}, m_nameSpace);
        return object;
    }
    void addRows(QStringView list) const
    {
        QTest::addColumn<Json>("sent");
        for (const Json& object : m_data[list].items())
            QTest::newRow(object.path({u"metadata", u"name"}).toString().toUtf8()) << whole(object);
    }
    void readData()
    {
        QFile file(QStringLiteral(CAUCE_SOURCE_DIR "/tests/contract/data/sandboxcustom.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll().replace("GROUP", m_group.toUtf8());
        const auto documents = object::readYaml(text, u"sandboxcustom.yaml"_s);
        QVERIFY2(documents, documents ? "" : qPrintable(documents.error().message));
        m_data = documents->first().value;
    }

private slots:
    void initTestCase()
    {
        if (const QString reason = ControlPlane::unavailableReason(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        ControlPlane* plane = ControlPlane::shared();
        QVERIFY(plane);
        m_server = std::make_unique<RealServer>(*plane);
        m_group = u"zoo%1.example.com"_s.arg(QCoreApplication::applicationPid());
        m_nameSpace = u"default"_s;
        readData();
        auto kinds = Kinds::builtIn();
        QVERIFY2(kinds, kinds ? "" : qPrintable(kinds.error().message));
        m_kinds = *kinds;
        const Json& definition = m_data[u"definition"];
        const auto served = m_kinds->serveCrd(definition);
        QVERIFY2(served, served ? "" : qPrintable(served.error().message));
        const QString definitions = u"/apis/apiextensions.k8s.io/v1/customresourcedefinitions"_s;
        QCOMPARE(m_server->create(definitions, definition).code, 201);
        // Served a moment after it is established.
        QTRY_COMPARE_WITH_TIMEOUT(m_server->get(path()).code, 200, 30'000);
        const Json first = whole(m_data[u"good"].at(0));
        QTRY_COMPARE_WITH_TIMEOUT(m_server->create(path() + u"?dryRun=All"_s, first).code, 201,
                                  30'000);
    }

    void cleanupTestCase()
    {
        if (!m_server)
            return;
        QVERIFY(ControlPlane::shared()->kubectl({u"delete"_s, u"crd"_s, u"widgets."_s + m_group}));
    }

    void aGoodObjectIsKeptAlike_data() { addRows(u"good"); }

    void aGoodObjectIsKeptAlike()
    {
        QFETCH(Json, sent);
        const RealServer::Answer theirs = m_server->create(path() + u"?dryRun=All"_s, sent);
        QVERIFY2(theirs.code == 201, qPrintable(theirs.body[u"message"].toString()));
        const Json ours = asCreated(*kind(), withServerDefaults(*kind(), sent), {});
        QCOMPARE(comparableBytes(ours), comparableBytes(theirs.body));
        QVERIFY(validationProblems(*kind(), ours).empty());
        QCOMPARE(joined(kind()->structure->problems(ours)), joined({}));
    }

    void itsUnknownFieldsAreNamedAlike_data() { addRows(u"good"); }

    void itsUnknownFieldsAreNamedAlike()
    {
        QFETCH(Json, sent);
        const RealServer::Answer theirs
            = m_server->create(path() + u"?dryRun=All&fieldValidation=Strict"_s, sent);
        QStringList ours;
        for (const QString& field : kind()->structure->unknownFields(sent))
            ours.append(u"unknown field \"%1\""_s.arg(field));
        QCOMPARE(ours.join(u", "_s),
                 theirs.body[u"message"].toString().section(u"strict decoding error: "_s, 1));
    }

    void aBadObjectIsRefusedForTheSameReasons_data() { addRows(u"bad"); }

    void aBadObjectIsRefusedForTheSameReasons()
    {
        QFETCH(Json, sent);
        const RealServer::Answer theirs = m_server->create(path() + u"?dryRun=All"_s, sent);
        QCOMPARE(theirs.code, 422);
        const Json object = asCreated(*kind(), withServerDefaults(*kind(), sent), {});
        Causes ours = validationProblems(*kind(), object);
        const Causes more = kind()->structure->problems(object);
        ours.insert(ours.end(), more.begin(), more.end());
        QCOMPARE(causeTexts(toJson(ours)).join(u'\n'),
                 causeTexts(theirs.body.path({u"details", u"causes"})).join(u'\n'));
    }
};

QTEST_GUILESS_MAIN(TestSandboxCustom)
#include "tst_sandboxcustom.moc"
