#include "core/object/jsoncodec.h"
#include "core/object/yamlreader.h"
#include "core/sandbox/admission.h"
#include "core/sandbox/defaults.h"
#include "tests/support/controlplane.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using object::Json;
using test::ControlPlane;

namespace {

// What differs, a line each: "spec.replicas: 1, the server has 2".
void collectDifferences(const Json& ours, const Json& theirs, const QString& path,
                        QStringList& found)
{
    if (ours.isObject() && theirs.isObject()) {
        QStringList names;
        for (const auto& [name, value] : ours.members())
            names.append(name);
        for (const auto& [name, value] : theirs.members()) {
            if (!names.contains(name))
                names.append(name);
        }
        for (const QString& name : names) {
            const QString inner = path + u'.' + name;
            const Json* a = ours.find(name);
            const Json* b = theirs.find(name);
            if (a && b)
                collectDifferences(*a, *b, inner, found);
            else if (a)
                found.append(inner + u": only ours has "_s + QString::fromUtf8(toJson(*a)));
            else
                found.append(inner + u": we lack "_s + QString::fromUtf8(toJson(*b)));
        }
        return;
    }
    if (ours.isArray() && theirs.isArray() && ours.size() == theirs.size()) {
        for (qsizetype i = 0; i < ours.size(); ++i)
            collectDifferences(ours.at(i), theirs.at(i), u"%1[%2]"_s.arg(path).arg(i), found);
        return;
    }
    // To the letter: 1 and 1.0 are two things to write.
    if (object::toJson(ours) != object::toJson(theirs)) {
        found.append(u"%1: %2, the server has %3"_s.arg(path, QString::fromUtf8(toJson(ours)),
                                                        QString::fromUtf8(toJson(theirs))));
    }
}

// Objects as kubectl prints several: one after the other.
QList<Json> objectsIn(const QByteArray& text)
{
    QList<Json> objects;
    for (const QByteArray& part : QByteArray(text).replace("\n}\n{", "\n}\x01{").split('\x01')) {
        if (const auto json = object::parseJson(part); json && json->isObject())
            objects.append(*json);
    }
    return objects;
}

QString nameOfRow(const Json& object)
{
    return object[u"kind"].toString() + u' ' + object.path({u"metadata", u"name"}).toString();
}

// The numbers of that name, which a server chooses.
void hideNumbers(Json& value, const QString& name)
{
    if (value.isObject()) {
        Json::Members members(value.members().begin(), value.members().end());
        for (auto& [key, member] : members) {
            if (key == name)
                member = u"some"_s;
            hideNumbers(member, name);
        }
        value = Json(std::move(members));
    } else if (value.isArray()) {
        Json::Items items(value.items().begin(), value.items().end());
        for (Json& item : items)
            hideNumbers(item, name);
        value = Json(std::move(items));
    }
}

// Without what is another at every creation: times, who wrote, and what is allocated.
Json comparable(const Json& object)
{
    Json result = object;
    Json metadata = object[u"metadata"];
    for (const QStringView key :
         {u"uid", u"creationTimestamp", u"managedFields", u"resourceVersion", u"generation"})
        metadata.remove(key);
    result.set(u"metadata"_s, metadata);
    Json status = object[u"status"];
    if (status.remove(u"lastPhaseTransitionTime"))
        result.set(u"status"_s, status);
    Json spec = object[u"spec"];
    for (const QString& number : {u"nodePort"_s, u"healthCheckNodePort"_s})
        hideNumbers(spec, number);
    if (spec.isObject())
        result.set(u"spec"_s, spec);
    if (spec.contains(u"clusterIP") && spec[u"clusterIP"].toString() != "None"_L1) {
        spec.set(u"clusterIP"_s, u"some"_s);
        spec.set(u"clusterIPs"_s, Json(Json::Items {Json(u"some"_s)}));
        result.set(u"spec"_s, spec);
    }
    QByteArray text = object::toJson(result);
    text.replace(object.path({u"metadata", u"uid"}).toString().toUtf8(), "UID");
    const auto again = object::parseJson(text);
    return again ? *again : Json();
}

} // namespace

//! What a real server makes of new objects is what the sandbox's rules make of them.
class TestSandboxDefaults : public QObject
{
    Q_OBJECT

private:
    QHash<QString, Json> m_answers; // of the server, by row
    std::optional<Kinds> m_kinds;
    QString m_nameSpace; // of this run only

    // An Event names its namespace twice.
    Json placed(Json object) const
    {
        if (object.contains(u"involvedObject"))
            object.setPath({u"involvedObject", u"namespace"}, m_nameSpace);
        return object;
    }
    Result<QList<object::YamlDocument>> zoo() const
    {
        QFile file(QStringLiteral(CAUCE_SOURCE_DIR "/tests/contract/data/sandboxzoo.yaml"));
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Io, file.errorString());
        return object::readYaml(file.readAll(), u"sandboxzoo.yaml"_s);
    }

private slots:
    void initTestCase()
    {
        if (const QString reason = ControlPlane::unavailableReason(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        ControlPlane* plane = ControlPlane::shared();
        QVERIFY(plane);
        auto kinds = Kinds::builtIn();
        QVERIFY2(kinds, kinds ? "" : qPrintable(kinds.error().message));
        m_kinds = *kinds;
        const auto documents = zoo();
        QVERIFY2(documents, documents ? "" : qPrintable(documents.error().message));
        QByteArray input;
        m_nameSpace = u"sandbox-zoo-%1"_s.arg(QCoreApplication::applicationPid());
        for (const object::YamlDocument& document : *documents)
            input += "---\n" + object::toJson(placed(document.value)) + '\n';
        QVERIFY(plane->kubectl({u"create"_s, u"namespace"_s, m_nameSpace}));
        const auto answer
            = plane->kubectl({u"create"_s, u"-n"_s, m_nameSpace, u"-f"_s, u"-"_s,
                              u"--dry-run=server"_s, u"--validate=ignore"_s, u"-o"_s, u"json"_s},
                             input);
        QVERIFY(plane->kubectl({u"delete"_s, u"namespace"_s, m_nameSpace, u"--wait=false"_s}));
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
        for (const Json& object : objectsIn(*answer))
            m_answers.insert(nameOfRow(object), object);
    }

    void aNewObjectIsWhatTheServerMakesOfIt_data()
    {
        QTest::addColumn<Json>("sent");
        const auto documents = zoo();
        QVERIFY2(documents, documents ? "" : qPrintable(documents.error().message));
        for (const object::YamlDocument& document : *documents)
            QTest::newRow(qPrintable(nameOfRow(document.value))) << document.value;
    }

    void aNewObjectIsWhatTheServerMakesOfIt()
    {
        QFETCH(Json, sent);
        const QString row = nameOfRow(sent);
        QVERIFY2(m_answers.contains(row), "the server refused it");
        const Json theirs = m_answers.value(row);
        const ServedKind* kind = m_kinds->findKind(
            object::groupVersionKind(sent[u"apiVersion"].toString(), sent[u"kind"].toString()));
        QVERIFY(kind);
        QCOMPARE(kind->structure->wrongType(sent), std::nullopt);

        Json ours = placed(sent);
        if (kind->isNamespaced)
            ours.setPath({u"metadata", u"namespace"}, m_nameSpace);
        ours = withServerDefaults(*kind, ours);
        ours.setPath({u"metadata", u"uid"}, u"0b5a3c2e-1111-4222-8333-444455556666"_s);
        Surroundings surroundings;
        surroundings.now = QDateTime::currentDateTimeUtc();
        ours = asCreated(*kind, ours, surroundings);

        QStringList differences;
        collectDifferences(comparable(ours), comparable(theirs), {}, differences);
        QVERIFY2(differences.isEmpty(), qPrintable(differences.join(u'\n')));
        QCOMPARE(kind->hasGeneration, theirs[u"metadata"].contains(u"generation"));
        QCOMPARE(withServerDefaults(*kind, ours), ours); // once is enough
    }
};

QTEST_GUILESS_MAIN(TestSandboxDefaults)
#include "tst_sandboxdefaults.moc"
