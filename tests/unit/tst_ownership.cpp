#include "core/merge/fieldsv1.h"
#include "core/merge/managedfields.h"
#include "core/object/jsoncodec.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::merge;
using cauce::object::Json;

namespace {

// Single quotes are easier on the eye.
QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

Json json(const QByteArray& text)
{
    const Result<Json> value = object::parseJson(quoted(text));
    Q_ASSERT(value);
    return *value;
}

FieldSet fields(const QByteArray& text)
{
    const Result<FieldSet> set = readFieldsV1(quoted(text));
    Q_ASSERT(set);
    return *set;
}

VersionedObject at(const QString& version, const QByteArray& text)
{
    return VersionedObject {ObjectType::deduced(), json(text), version};
}

// v2 calls "b" what v1 calls "a".
std::optional<VersionedObject> renamed(const VersionedObject& object, const QString& version)
{
    if (version != "v1"_L1 && version != "v2"_L1)
        return std::nullopt;
    const QString from = version == "v2"_L1 ? u"a"_s : u"b"_s;
    const QString to = version == "v2"_L1 ? u"b"_s : u"a"_s;
    VersionedObject result {object.type, object.value, version};
    if (const Json* value = object.value.find(from)) {
        result.value.set(to, *value);
        result.value.remove(from);
    }
    return result;
}

OwnershipRules renaming()
{
    return OwnershipRules {renamed, {}};
}

} // namespace

class TestOwnership : public QObject
{
    Q_OBJECT

private slots:
    void aConflictIsFoundAtTheOwnersVersion()
    {
        const Managers managers {{u"one"_s, {fields("{'f:a':{},'f:c':{}}"), u"v1"_s, true}}};
        const auto result = applied(at(u"v2"_s, "{'b':1,'c':1}"), at(u"v2"_s, "{'b':2}"), managers,
                                    u"two"_s, Force::No, renaming());
        QVERIFY(result);
        QVERIFY(result->isRefused);
        QCOMPARE(result->conflicts.size(), size_t(1));
        QCOMPARE(result->conflicts.front().manager, u"one"_s);
        QCOMPARE(pathText(result->conflicts.front().path), u".a"_s);
        QVERIFY(result->managers == managers);
        QCOMPARE(object::toJson(result->object), quoted("{'b':1,'c':1}"));
    }

    void forceTakesTheFieldAtTheOwnersVersion()
    {
        const Managers managers {{u"one"_s, {fields("{'f:a':{},'f:c':{}}"), u"v1"_s, true}}};
        const auto result = applied(at(u"v2"_s, "{'b':1,'c':1}"), at(u"v2"_s, "{'b':2}"), managers,
                                    u"two"_s, Force::Yes, renaming());
        QVERIFY(result && !result->isRefused);
        QCOMPARE(object::toCanonicalJson(result->object), quoted("{'b':2,'c':1}"));
        QCOMPARE(result->managers.at(u"one"_s).fields.toString(), u".c"_s);
        QCOMPARE(result->managers.at(u"two"_s).fields.toString(), u".b"_s);
        QCOMPARE(result->conflicts.size(), size_t(1)); // what was taken over
    }

    void whatIsNoLongerAppliedGoesAcrossVersions()
    {
        const Managers managers {
            {u"one"_s, {fields("{'f:a':{},'f:c':{},'f:d':{}}"), u"v1"_s, true}},
            {u"two"_s, {fields("{'f:d':{}}"), u"v2"_s, false}}};
        const auto result = applied(at(u"v2"_s, "{'b':1,'c':1,'d':1}"), at(u"v2"_s, "{'b':1}"),
                                    managers, u"one"_s, Force::No, renaming());
        QVERIFY(result && !result->isRefused);
        QCOMPARE(object::toCanonicalJson(result->object), quoted("{'b':1,'d':1}"));
        QCOMPARE(result->managers.at(u"one"_s).version, u"v2"_s);
        QCOMPARE(result->managers.at(u"one"_s).fields.toString(), u".b"_s);
    }

    void managersOfAVersionThatIsGoneAreDropped()
    {
        const Managers managers {{u"old"_s, {fields("{'f:a':{}}"), u"v0"_s, true}},
                                 {u"one"_s, {fields("{'f:c':{}}"), u"v1"_s, false}}};
        const auto result
            = updatedManagers(at(u"v1"_s, "{'a':1,'c':1}"), at(u"v1"_s, "{'a':2,'c':1}"), managers,
                              u"two"_s, renaming());
        QVERIFY(result);
        QVERIFY(!result->contains(u"old"_s));
        QCOMPARE(result->at(u"two"_s).fields.toString(), u".a"_s);
    }

    void anUpdateTakesWhatItChangesFromEverybody()
    {
        const Managers managers {
            {u"one"_s, {fields("{'f:a':{},'f:b':{},'f:c':{}}"), u"v1"_s, true}}};
        const auto result = updatedManagers(at(u"v1"_s, "{'a':1,'b':1,'c':1}"),
                                            at(u"v1"_s, "{'a':2,'c':1}"), managers, u"two"_s);
        QVERIFY(result);
        QCOMPARE(result->at(u"one"_s).fields.toString(), u".c"_s);
        QCOMPARE(result->at(u"two"_s).fields.toString(), u".a"_s);
        QVERIFY(!result->at(u"two"_s).isApplied);
    }

    void anElementThatPruningEmptiesIsNoFailure()
    {
        const auto schema = readSchema(
            json("{'types':[{'name':'root','map':{'fields':[{'name':'l','type':{'list':{"
                 "'elementRelationship':'associative','keys':['k'],'elementType':{'map':{'fields':["
                 "{'name':'k','type':{'scalar':'numeric'},'default':1},"
                 "{'name':'v','type':{'scalar':'numeric'}}]}}}}}]}}]}"));
        QVERIFY(schema);
        const ObjectType type = ObjectType::named(*schema, u"root"_s);
        // Another owns the element and nothing in it: it is kept, and empty, for a moment.
        const Managers managers {
            {u"one"_s, {fields("{'f:l':{'k:{\\'k\\':1}':{'.':{},'f:v':{}}}}"), u"v1"_s, true}},
            {u"two"_s, {fields("{'f:l':{'k:{\\'k\\':1}':{}}}"), u"v1"_s, true}}};
        const auto result
            = applied(VersionedObject {type, json("{'l':[{'v':1}]}"), u"v1"_s},
                      VersionedObject {type, json("{}"), u"v1"_s}, managers, u"one"_s, Force::No);
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QVERIFY(result->managers.empty());
        QCOMPARE(object::toJson(result->object), quoted("{'l':null}"));
    }

    void identitiesAreThoseOfTheServer()
    {
        QCOMPARE(managerIdentity(u"kubectl"_s, Operation::Apply, u"apps/v1"_s),
                 u"{\"manager\":\"kubectl\",\"operation\":\"Apply\"}"_s);
        const QString status
            = managerIdentity(u"k"_s, Operation::Update, u"apps/v1"_s, u"status"_s);
        QCOMPARE(status,
                 u"{\"manager\":\"k\",\"operation\":\"Update\",\"apiVersion\":\"apps/v1\","
                 u"\"subresource\":\"status\"}"_s);
        QCOMPARE(managerName(status), u"k"_s);
    }

    void entriesAreWrittenInTheServersOrder()
    {
        const Json entries
            = json("[{'manager':'b','operation':'Apply','apiVersion':'apps/v1',"
                   "'time':'2024-05-21T10:00:00Z','fieldsType':'FieldsV1','fieldsV1':{'f:x':{}}},"
                   "{'manager':'a','operation':'Apply','apiVersion':'apps/v1',"
                   "'time':'2024-05-21T10:00:01Z','fieldsType':'FieldsV1','fieldsV1':{'f:x':{}}},"
                   "{'manager':'a','operation':'Update','apiVersion':'apps/v1',"
                   "'time':'2024-05-20T10:00:00Z','fieldsType':'FieldsV1','fieldsV1':{'f:y':{}}},"
                   "{'manager':'a','operation':'Update','apiVersion':'apps/v1',"
                   "'time':'2024-05-20T10:00:00Z','fieldsType':'FieldsV1','fieldsV1':{'f:z':{}},"
                   "'subresource':'status'}]");
        Json mixed = Json::emptyArray();
        for (const qsizetype i : {2, 0, 3, 1})
            mixed.append(entries.at(i));
        const Result<ManagedFields> read = readManagedFields(mixed);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->managers.size(), size_t(4));
        QCOMPARE(object::toJson(writeManagedFields(*read)), object::toJson(entries));
    }

    void badEntriesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("entries");
        QTest::newRow("no list") << QByteArray("{}");
        QTest::newRow("no operation")
            << QByteArray("[{'apiVersion':'v1','fieldsType':'FieldsV1','fieldsV1':{}}]");
        QTest::newRow("no version")
            << QByteArray("[{'operation':'Apply','fieldsType':'FieldsV1','fieldsV1':{}}]");
        QTest::newRow("other type")
            << QByteArray("[{'operation':'Apply','apiVersion':'v1','fieldsType':'FieldsV2'}]");
        QTest::newRow("bad fields")
            << QByteArray("[{'operation':'Apply','apiVersion':'v1','fieldsType':'FieldsV1',"
                          "'fieldsV1':{'bad':{}}}]");
    }

    void badEntriesAreRefused()
    {
        QFETCH(QByteArray, entries);
        QVERIFY(!readManagedFields(json(entries)));
    }

    void nobodyOwnsWhatNamesAnObject()
    {
        const FieldSet all = fields("{'f:apiVersion':{},'f:kind':{},'f:metadata':{'.':{},"
                                    "'f:name':{},'f:labels':{'f:a':{}}},'f:spec':{'f:x':{}}}");
        QCOMPARE(withoutIdentityFields(all).toString(), u".metadata.labels.a\n.spec.x"_s);
    }

    void oldUpdatesAreFolded()
    {
        ManagedFields all;
        const auto add = [&all](const QString& name, const QString& time, const QByteArray& set) {
            const QString identity = managerIdentity(name, Operation::Update, u"v1"_s);
            all.managers[identity] = OwnedFields {fields(set), u"v1"_s, false};
            all.times[identity] = time;
        };
        add(u"new"_s, u"2024-05-21T10:00:09Z"_s, "{'f:d':{}}");
        add(u"first"_s, u"2024-05-21T10:00:01Z"_s, "{'f:a':{}}");
        add(u"second"_s, u"2024-05-21T10:00:02Z"_s, "{'f:b':{}}");
        add(u"third"_s, u"2024-05-21T10:00:03Z"_s, "{'f:c':{}}");
        all.managers[managerIdentity(u"us"_s, Operation::Apply, {})]
            = OwnedFields {fields("{'f:e':{}}"), u"v1"_s, true};
        QVERIFY(withFewUpdaters(all, 4) == all);
        const ManagedFields few = withFewUpdaters(all, 2);
        const QString folded = managerIdentity(u"ancient-changes"_s, Operation::Update, u"v1"_s);
        QCOMPARE(few.managers.size(), size_t(3));
        QCOMPARE(few.managers.at(folded).fields.toString(), u".a\n.b\n.c"_s);
        QCOMPARE(few.times.at(folded), u"2024-05-21T10:00:03Z"_s);
        QVERIFY(few.managers.contains(managerIdentity(u"new"_s, Operation::Update, u"v1"_s)));
    }
};

QTEST_GUILESS_MAIN(TestOwnership)
#include "tst_ownership.moc"
