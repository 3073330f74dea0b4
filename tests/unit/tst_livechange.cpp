#include "core/engine/livechange.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using cluster::KindSnapshot;
using cluster::LiveObject;
using cluster::LiveObjectPtr;
using cluster::LiveState;
using KindState = Loadable<std::shared_ptr<const KindSnapshot>>;

class TestLiveChange : public QObject
{
    Q_OBJECT

private:
    static inline const object::GroupKind pods {{}, u"Pod"_s};

    static LiveObjectPtr pod(const QString& name, const QString& owner = {},
                             const QString& tracked = {})
    {
        LiveObject object;
        object.key = {{}, u"Pod"_s, u"shop"_s, name};
        object.uid = u"uid-"_s + name;
        if (!owner.isEmpty())
            object.owners.append({{u"apps"_s, u"ReplicaSet"_s}, u"rs"_s, owner, true});
        object.trackingId = tracked;
        return std::make_shared<const LiveObject>(object);
    }
    static KindState kindOf(const QList<LiveObjectPtr>& objects, bool stale = false)
    {
        auto snapshot = std::make_shared<KindSnapshot>();
        for (const LiveObjectPtr& object : objects)
            snapshot->objects.insert(object->key, object);
        snapshot->stale = stale;
        return std::shared_ptr<const KindSnapshot>(snapshot);
    }
    static LiveState state(const KindState& kind) { return {u"id"_s, {{pods, kind}}, {}, {}}; }

private slots:
    void whatIsSharedHasNotChanged()
    {
        const LiveState a = state(kindOf({pod(u"a"_s)}));
        QVERIFY(changeBetween(a, a).isEmpty());
    }

    void anObjectIsToldByKeyUidOwnerAndApplication()
    {
        const LiveObjectPtr same = pod(u"same"_s);
        const LiveObjectPtr gone = pod(u"gone"_s, u"uid-rs"_s);
        const LiveChange change
            = changeBetween(state(kindOf({same, gone})),
                            state(kindOf({same, pod(u"new"_s, {}, u"shop:/Pod:shop/new"_s)})));
        QCOMPARE(change.keys, (QSet<object::ResourceKey> {gone->key, pod(u"new"_s)->key}));
        QCOMPARE(change.uids, (QSet<QString> {u"uid-gone"_s, u"uid-rs"_s, u"uid-new"_s}));
        QCOMPARE(change.applications, QSet<QString> {u"shop"_s});
        QVERIFY(change.kinds.isEmpty());
    }

    void aLostTrackingMarkConcernsTheApplicationThatHadIt()
    {
        const LiveChange change = changeBetween(
            state(kindOf({pod(u"a"_s, {}, u"shop:/Pod:shop/a"_s)})), state(kindOf({pod(u"a"_s)})));
        QVERIFY(change.applications.contains(u"shop"_s));
    }

    void aKindThatBecomesKnownTellsItsObjects()
    {
        const LiveChange change
            = changeBetween(state({}), state(kindOf({pod(u"a"_s, {}, u"shop:/Pod:shop/a"_s)})));
        QVERIFY(change.kinds.contains(pods));
        QVERIFY(change.applications.contains(u"shop"_s));
    }

    void aKindThatFailsOrGrowsStaleIsTold()
    {
        const KindState good = kindOf({pod(u"a"_s)});
        const KindState failed = fail(ErrorKind::Auth, u"forbidden"_s);
        QVERIFY(changeBetween(state(good), state(failed)).kinds.contains(pods));
        QVERIFY(changeBetween(state(failed), state(failed)).isEmpty());
        QVERIFY(changeBetween(state(failed), state(fail(ErrorKind::Network, u"gone"_s)))
                    .kinds.contains(pods));
        const LiveChange stale = changeBetween(state(kindOf({})), state(kindOf({}, true)));
        QVERIFY(stale.kinds.contains(pods) && stale.keys.isEmpty());
    }

    void whatControllersMakeIsWatchedToo()
    {
        const QSet<object::GroupKind> kinds
            = withChildKinds({{u"apps"_s, u"Deployment"_s}, {u"batch"_s, u"CronJob"_s}});
        QVERIFY(kinds.contains({u"apps"_s, u"ReplicaSet"_s}));
        QVERIFY(kinds.contains(pods));
        QVERIFY(kinds.contains({u"batch"_s, u"Job"_s}));
        QCOMPARE(withChildKinds({{{}, u"ConfigMap"_s}}).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestLiveChange)
#include "tst_livechange.moc"
