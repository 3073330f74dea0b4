#include "core/object/jsoncodec.h"
#include "core/sandbox/store.h"

#include <QTest>

using namespace cauce::sandbox;
using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

const ResourceName kMaps {{}, u"configmaps"_s};
const ResourceName kPods {{}, u"pods"_s};

Json object(const QString& nameSpace, const QString& name, const QString& owner = {})
{
    Json json = *cauce::object::parseJson(
        R"({"data":{"b":"2","a":"1"},"metadata":{"labels":{"app":"shop"}},"kind":"ConfigMap","apiVersion":"v1"})");
    json.setPath({u"metadata", u"namespace"}, Json(nameSpace));
    json.setPath({u"metadata", u"name"}, Json(name));
    json.setPath({u"metadata", u"uid"}, Json(u"uid-"_s + name));
    if (!owner.isEmpty()) {
        Json reference = Json::emptyObject();
        reference.set(u"uid"_s, Json(owner));
        json.setPath({u"metadata", u"ownerReferences"}, Json(Json::Items {reference}));
    }
    return json;
}

QStringList names(const std::vector<StoredPtr>& objects)
{
    QStringList result;
    for (const StoredPtr& object : objects)
        result.append(object->nameSpace + u'/' + object->name);
    return result;
}

} // namespace

class TestSandboxStore : public QObject
{
    Q_OBJECT

private slots:
    void aWriteCountsTheOneRevisionAndIsFoundAsWritten()
    {
        Store store;
        QCOMPARE(store.revision(), 1);
        const StoredPtr stored = store.put(kMaps, object(u"x"_s, u"a"_s));
        QCOMPARE(stored->revision, 2);
        QCOMPARE(store.revision(), 2);
        QCOMPARE(stored->uid, u"uid-a"_s);
        QVERIFY(stored->labels
                == (std::vector<std::pair<QString, QString>> {{u"app"_s, u"shop"_s}}));
        QCOMPARE(stored->bytes,
                 QByteArray(R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a",)"
                            R"("namespace":"x","uid":"uid-a","resourceVersion":"2",)"
                            R"("labels":{"app":"shop"}},"data":{"b":"2","a":"1"}})"));
        QCOMPARE(store.find(kMaps, u"x"_s, u"a"_s), stored);
        QVERIFY(!store.find(kMaps, u"y"_s, u"a"_s));
        QVERIFY(!store.find(kPods, u"x"_s, u"a"_s));
    }

    void listsAreSortedByNamespaceAndName()
    {
        Store store;
        for (const auto& [nameSpace, name] :
             {std::pair(u"b"_s, u"a"_s), {u"a"_s, u"b"_s}, {u"a-b"_s, u"z"_s}, {u"a"_s, u"a"_s}})
            store.put(kMaps, object(nameSpace, name));
        QCOMPARE(names(store.list(kMaps)),
                 (QStringList {u"a/a"_s, u"a/b"_s, u"a-b/z"_s, u"b/a"_s}));
        QCOMPARE(names(store.list(kMaps, u"a"_s)), (QStringList {u"a/a"_s, u"a/b"_s}));
        QVERIFY(store.list(kPods).empty());
        QCOMPARE(store.count(kMaps), 4);
    }

    void theHistoryTellsWhatHappenedAfterARevision()
    {
        Store store;
        store.put(kMaps, object(u"x"_s, u"a"_s));
        store.put(kPods, object(u"x"_s, u"p"_s));
        store.put(kMaps, object(u"x"_s, u"a"_s));
        const StoredPtr removed = store.remove(kMaps, u"x"_s, u"a"_s);
        QVERIFY(!store.remove(kMaps, u"x"_s, u"a"_s));

        const auto events = store.eventsAfter(kMaps, 2);
        QVERIFY(events);
        QCOMPARE(events->size(), size_t(2));
        QCOMPARE(events->at(0).type, EventType::Modified);
        QCOMPARE(events->at(0).revision, 4);
        QCOMPARE(events->at(0).previous->revision, 2);
        QCOMPARE(events->at(1).type, EventType::Deleted);
        QCOMPARE(events->at(1).object, removed);
        QCOMPARE(removed->revision, 5);
        QCOMPARE(removed->json().path({u"metadata", u"resourceVersion"}).toString(), u"5"_s);
        QVERIFY(store.eventsAfter(kMaps, 5)->empty());
    }

    void aHistoryThatIsFullForgetsTheOldest()
    {
        Store store(2);
        for (int i = 0; i < 4; ++i)
            store.put(kMaps, object(u"x"_s, QString::number(i))); // revisions 2 to 5
        QVERIFY(!store.eventsAfter(kMaps, 2));
        QCOMPARE(store.eventsAfter(kMaps, 3)->size(), size_t(2));
        store.compact();
        QVERIFY(!store.eventsAfter(kMaps, 4));
        QVERIFY(store.eventsAfter(kMaps, 5)->empty());
    }

    void ownersAreKnownUntilTheirDependentsGo()
    {
        Store store;
        store.put(kPods, object(u"x"_s, u"p"_s, u"owner"_s));
        store.put(kMaps, object(u"x"_s, u"m"_s, u"owner"_s));
        QCOMPARE(store.ownedBy(u"owner"_s).size(), size_t(2));
        store.put(kMaps, object(u"x"_s, u"m"_s, u"another"_s));
        const auto owned = store.ownedBy(u"owner"_s);
        QCOMPARE(owned.size(), size_t(1));
        QCOMPARE(owned[0].first, kPods);
        QCOMPARE(owned[0].second->name, u"p"_s);
        store.remove(kPods, u"x"_s, u"p"_s);
        QVERIFY(store.ownedBy(u"owner"_s).empty());
    }

    void whatASubscriberWritesIsToldAfterWhatItWasTold()
    {
        Store store;
        QStringList first;
        QStringList second;
        store.subscribe([&](const StoreEvent& event) {
            first.append(event.object->name);
            if (event.object->name == u"a")
                store.put(kMaps, object(u"x"_s, u"made"_s));
        });
        const int id
            = store.subscribe([&](const StoreEvent& event) { second.append(event.object->name); });
        store.put(kMaps, object(u"x"_s, u"a"_s));
        QCOMPARE(first, (QStringList {u"a"_s, u"made"_s}));
        QCOMPARE(second, first); // the order of revisions for everyone
        store.unsubscribe(id);
        store.put(kMaps, object(u"x"_s, u"b"_s));
        QCOMPARE(second.size(), 2);
        QCOMPARE(first.size(), 3);
    }
};

QTEST_GUILESS_MAIN(TestSandboxStore)
#include "tst_sandboxstore.moc"
