#include "core/object/yamlreader.h"
#include "core/sandbox/admission.h"
#include "core/sandbox/defaults.h"
#include "core/sandbox/validation.h"
#include "tests/contract/realserver.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using object::Json;
using test::ControlPlane;
using test::RealServer;

namespace {

constexpr auto kDryRun = "?dryRun=All&fieldValidation=Ignore"_L1;

QList<Json> documentsOf(const char* name)
{
    QFile file(QStringLiteral(CAUCE_SOURCE_DIR "/tests/contract/data/") + QLatin1String(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto documents = object::readYaml(file.readAll(), file.fileName());
    QList<Json> values;
    for (qsizetype i = 0; documents && i < documents->size(); ++i)
        values.append(documents->at(i).value);
    return values;
}

// Without what is another each time, and without the dumps of a server's own structs.
QString comparableText(QString text)
{
    static const QRegularExpression uid(u"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"_s);
    text.replace(uid, u"UID"_s);
    text = text.section(u"\n@@"_s, 0, 0);
    const qsizetype end = text.lastIndexOf(u": "_s);
    const bool isDump = text.contains(u"\"Spec\":{"_s) || text.contains(u"\"Served\":"_s)
        || text.contains(u"\"spec\":{"_s) || text.contains(u"\"served\":"_s);
    return isDump ? u"(dump)"_s + text.mid(end) : text;
}

QStringList causeLines(const Json& causes)
{
    QStringList lines;
    for (const Json& cause : causes.items()) {
        lines.append(cause[u"reason"].toString() + u" | "_s + cause[u"field"].toString() + u" | "_s
                     + comparableText(cause[u"message"].toString()));
    }
    lines.sort(); // a server goes through maps in any order
    return lines;
}

Json mergePatched(const Json& target, const Json& patch)
{
    if (!patch.isObject())
        return patch;
    Json result = target.isObject() ? target : Json::emptyObject();
    for (const auto& [name, value] : patch.members()) {
        if (value.isNull())
            result.remove(name);
        else
            result.set(name, mergePatched(target[name], value));
    }
    return result;
}

// A Secret in JSON. \p metadata in apostrophes.
QByteArray secretWith(const QByteArray& metadata, const QByteArray& data)
{
    QByteArray text = "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'a'";
    text += metadata + "},'data':{'a':'" + data + "'}}";
    return text.replace('\'', '"');
}

QString rowName(qsizetype index, const Json& object)
{
    return u"%1 %2 %3"_s.arg(index).arg(object[u"kind"].toString(),
                                        object.path({u"metadata", u"name"}).toString());
}

} // namespace

//! What a real server refuses is refused by the sandbox, in the same words.
class TestSandboxValidation : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RealServer> m_server;
    std::optional<Kinds> m_kinds;
    QString m_nameSpace;

    const ServedKind* kindOf(const Json& object) const
    {
        return m_kinds->findKind(
            object::groupVersionKind(object[u"apiVersion"].toString(), object[u"kind"].toString()));
    }
    QString pathOf(const ServedKind& kind) const
    {
        const QString base = kind.type.group.isEmpty() ? u"/api/"_s : u"/apis/"_s;
        const QString scope = kind.isNamespaced ? u"/namespaces/"_s + m_nameSpace : QString();
        return base + kind.type.apiVersion() + scope + u'/' + kind.plural;
    }
    // What the sandbox makes of a new object, up to its validation.
    Json created(const ServedKind& kind, const Json& sent) const
    {
        Json object = sent;
        if (kind.isNamespaced)
            object.setPath({u"metadata", u"namespace"}, m_nameSpace);
        object = withServerDefaults(kind, object);
        object.setPath({u"metadata", u"uid"}, u"0b5a3c2e-1111-4222-8333-444455556666"_s);
        return asCreated(kind, object, {});
    }

private slots:
    void initTestCase()
    {
        if (const QString reason = ControlPlane::unavailableReason(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        ControlPlane* plane = ControlPlane::shared();
        QVERIFY(plane);
        m_server = std::make_unique<RealServer>(*plane);
        auto kinds = Kinds::builtIn();
        QVERIFY2(kinds, kinds ? "" : qPrintable(kinds.error().message));
        m_kinds = *kinds;
        m_nameSpace = u"sandbox-bad-%1"_s.arg(QCoreApplication::applicationPid());
        Json space = Json::emptyObject();
        space.setPath({u"metadata", u"name"}, m_nameSpace);
        QCOMPARE(m_server->create(u"/api/v1/namespaces"_s, space).code, 201);
    }

    void cleanupTestCase()
    {
        if (!m_server)
            return;
        QVERIFY(ControlPlane::shared()->kubectl(
            {u"delete"_s, u"namespace"_s, m_nameSpace, u"--wait=false"_s}));
    }

    void aBadObjectIsRefusedForTheSameReasons_data()
    {
        QTest::addColumn<Json>("sent");
        const QList<Json> documents = documentsOf("sandboxbad.yaml");
        QVERIFY(documents.size() > 60);
        for (qsizetype i = 0; i < documents.size(); ++i)
            QTest::newRow(qPrintable(rowName(i, documents.at(i)))) << documents.at(i);
    }

    void aBadObjectIsRefusedForTheSameReasons()
    {
        QFETCH(Json, sent);
        const ServedKind* kind = kindOf(sent);
        QVERIFY(kind);
        const RealServer::Answer theirs = m_server->create(pathOf(*kind) + kDryRun, sent);
        QCOMPARE(theirs.code, 422);
        const Causes ours = validationProblems(*kind, created(*kind, sent));
        QCOMPARE(causeLines(toJson(ours)).join(u'\n'),
                 causeLines(theirs.body.path({u"details", u"causes"})).join(u'\n'));
    }

    void aChangeIsAllowedOrRefusedForTheSameReasons_data()
    {
        QTest::addColumn<Json>("object");
        QTest::addColumn<Json>("patch");
        const QList<Json> documents = documentsOf("sandboxchanges.yaml");
        QVERIFY(documents.size() > 10);
        for (const Json& document : documents) {
            for (const Json& patch : document[u"patches"].items()) {
                const QByteArray row = document.path({u"object", u"kind"}).toString().toUtf8() + ' '
                    + object::toJson(patch);
                QTest::newRow(row) << document[u"object"] << patch;
            }
        }
    }

    void aChangeIsAllowedOrRefusedForTheSameReasons()
    {
        QFETCH(Json, object);
        QFETCH(Json, patch);
        const ServedKind* kind = kindOf(object);
        QVERIFY(kind);
        const int made = m_server->create(pathOf(*kind), object).code;
        QVERIFY(made == 201 || made == 409); // an earlier row has made it
        const QString path = pathOf(*kind) + u"/change"_s;
        const Json before = m_server->get(path).body;
        const RealServer::Answer theirs = m_server->patch(path + kDryRun, patch);
        QVERIFY(theirs.code == 200 || theirs.code == 422);

        const Json old = withServerDefaults(*kind, before);
        Json after = withServerDefaults(*kind, mergePatched(old, patch));
        after = asUpdated(*kind, after, old, {});
        const Causes ours = validationProblems(*kind, after, old);
        QCOMPARE(causeLines(toJson(ours)).join(u'\n'),
                 causeLines(theirs.body.path({u"details", u"causes"})).join(u'\n'));
        if (theirs.code == 200) { // and what came of it is the same
            Json spec = theirs.body[u"spec"];
            Json ourSpec = after[u"spec"];
            if (spec[u"type"].toString() == "NodePort"_L1) {
                spec.remove(u"ports"); // the numbers are chosen
                ourSpec.remove(u"ports");
            }
            QCOMPARE(object::toJson(object::withSortedKeys(ourSpec)),
                     object::toJson(object::withSortedKeys(spec)));
        }
    }

    void whatCannotBeReadIsRefusedInTheSameWords_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("text for a number")
            << QByteArray(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},)"
                          R"("spec":{"replicas":"3"}})");
        QTest::newRow("number for a label")
            << QByteArray(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a",)"
                          R"("labels":{"a":1}}})");
        QTest::newRow("truth for an annotation in a template")
            << QByteArray(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},)"
                          R"("spec":{"template":{"metadata":{"annotations":{"a":true}}}}})");
        QTest::newRow("list for an object")
            << QByteArray(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":[]})");
        QTest::newRow("object for a list")
            << QByteArray(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},)"
                          R"("spec":{"containers":{}}})");
        QTest::newRow("number for a container's image")
            << QByteArray(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},)"
                          R"("spec":{"containers":[{"name":"c","image":5}]}})");
        QTest::newRow("fraction for a whole number")
            << QByteArray(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},)"
                          R"("spec":{"replicas":1.5}})");
        QTest::newRow("too large a number")
            << QByteArray(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},)"
                          R"("spec":{"replicas":3000000000}})");
        QTest::newRow("no quantity") << QByteArray(
            R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":)"
            R"({"containers":[{"name":"c","resources":{"limits":{"cpu":"much"}}}]}})");
        QTest::newRow("truth for a port")
            << QByteArray(R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},)"
                          R"("spec":{"ports":[{"port":80,"targetPort":true}]}})");
        QTest::newRow("number for data")
            << QByteArray(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},)"
                          R"("data":{"a":1}})");
        for (const QByteArray data :
             {"a", "ab=", "abc", "!!!!", "YW Jj", "YWJjZ", "YW=j", "====", "YWJj\\nYQ", "YW==YW=="})
            QTest::newRow(QByteArray("base64 " + data)) << secretWith("", data);
        for (const QByteArray time : {"'foo'", "'2026-01-02'", "'2026-01-02T03:04:05'",
                                      "'2026-13-02T03:04:05Z'", "''", "5"})
            QTest::newRow(QByteArray("time " + time))
                << secretWith(",'creationTimestamp':" + time, "eA==");
    }

    void whatCannotBeReadIsRefusedInTheSameWords()
    {
        QFETCH(QByteArray, sent);
        const auto object = object::parseJson(sent);
        QVERIFY(object);
        const ServedKind* kind = kindOf(*object);
        const RealServer::Answer theirs = m_server->create(pathOf(*kind) + kDryRun, *object);
        QCOMPARE(theirs.code, 400);
        const auto ours = kind->structure->wrongType(*object);
        QVERIFY(ours);
        QCOMPARE(u"%1 in version \"v1\" cannot be handled as a %1: "_s.arg(kind->type.kind) + *ours,
                 theirs.body[u"message"].toString());
    }

    void aFieldThatTheKindDoesNotHaveIsNamedInTheSameWay_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("in the spec and below a list")
            << QByteArray(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":)"
                          R"({"foo":1,"containers":[{"name":"c","image":"i","bar":{"x":1}}]}})");
        QTest::newRow("at the root and in metadata")
            << QByteArray(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a",)"
                          R"("foo":1},"dataa":{"a":"b"}})");
        QTest::newRow("not in what is free")
            << QByteArray(R"({"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":)"
                          R"({"name":"a"},"revision":1,"data":{"any":{"thing":1}},"other":1})");
    }

    void aFieldThatTheKindDoesNotHaveIsNamedInTheSameWay()
    {
        QFETCH(QByteArray, sent);
        const auto object = object::parseJson(sent);
        QVERIFY(object);
        const ServedKind* kind = kindOf(*object);
        const RealServer::Answer theirs
            = m_server->create(pathOf(*kind) + u"?dryRun=All&fieldValidation=Strict"_s, *object);
        QCOMPARE(theirs.code, 400);
        QStringList ours;
        for (const QString& field : kind->structure->unknownFields(*object))
            ours.append(u"unknown field \"%1\""_s.arg(field));
        QCOMPARE(theirs.body[u"message"].toString().section(u"strict decoding error: "_s, 1),
                 ours.join(u", "_s));
    }
};

QTEST_GUILESS_MAIN(TestSandboxValidation)
#include "tst_sandboxvalidation.moc"
