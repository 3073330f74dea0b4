#include "core/cluster/livestate.h"

#include <QTest>

using namespace cauce;
using namespace cauce::cluster;
using namespace Qt::StringLiterals;

class TestLiveState : public QObject
{
    Q_OBJECT

    using Kind = Loadable<std::shared_ptr<const KindSnapshot>>;

    static LiveObjectPtr object(const QString& kind, const QString& name,
                                const QString& tracking = {}, const QString& owner = {})
    {
        LiveObject live;
        live.key = {{}, kind, u"shop"_s, name};
        live.type = {{}, u"v1"_s, kind};
        live.uid = "uid-"_L1 + name;
        live.trackingId = tracking;
        live.json
            = QByteArray("{'apiVersion':'v1','kind':'" + kind.toUtf8()
                         + "','metadata':{'namespace':'shop','name':'" + name.toUtf8() + "'}}")
                  .replace('\'', '"');
        if (!owner.isEmpty())
            live.owners = {{{{}, u"Any"_s}, u"any"_s, owner, true}};
        return std::make_shared<const LiveObject>(live);
    }

    static Kind kindOf(const QList<LiveObjectPtr>& objects)
    {
        KindSnapshot snapshot;
        for (const auto& o : objects)
            snapshot.objects.insert(o->key, o);
        return std::make_shared<const KindSnapshot>(snapshot);
    }

    static QStringList namesOf(const QList<LiveObjectPtr>& objects)
    {
        QStringList names;
        for (const auto& o : objects)
            names.append(o->key.name);
        return names;
    }

private slots:
    void unknownFailedAndLoadedAreThreeThings()
    {
        const LiveState state({},
                              {{{{}, u"Pod"_s}, kindOf({})},
                               {{{}, u"Secret"_s}, fail(ErrorKind::Auth, u"forbidden"_s)}},
                              {}, {});
        QVERIFY(state.kind({{}, u"Pod"_s}).isLoaded());
        QVERIFY(state.kind({{}, u"Secret"_s}).isFailed());
        QVERIFY(state.kind({{}, u"Service"_s}).isUnknown());
        QVERIFY(!state.hasDiscovery());
        QVERIFY(!state.find({{}, u"Pod"_s, u"shop"_s, u"a"_s}));
        QCOMPARE(state.watchedKinds().size(), 2);
    }

    void trackedObjectsOfAllKindsComeInTheOrderOfTheirKeys()
    {
        const LiveState state(
            {},
            {{{{}, u"Service"_s},
              kindOf({object(u"Service"_s, u"b"_s, u"cart:/Service:shop/b"_s),
                      object(u"Service"_s, u"x"_s, u"blog:/Service:shop/x"_s),
                      object(u"Service"_s, u"y"_s, u"nonsense"_s)})},
             {{{}, u"ConfigMap"_s},
              kindOf({object(u"ConfigMap"_s, u"z"_s, u"cart:/ConfigMap:shop/z"_s),
                      object(u"ConfigMap"_s, u"c"_s, u"cart:/ConfigMap:shop/c"_s)})}},
            {}, {});
        QCOMPARE(namesOf(state.tracked(u"cart"_s)), (QStringList {u"c"_s, u"z"_s, u"b"_s}));
        QCOMPARE(namesOf(state.tracked(u"blog"_s)), QStringList {u"x"_s});
        QVERIFY(state.tracked({}).isEmpty());
    }

    void childrenAreFoundByTheirOwnersUid()
    {
        const LiveState state({},
                              {{{{}, u"Pod"_s},
                                kindOf({object(u"Pod"_s, u"b"_s, {}, u"uid-rs"_s),
                                        object(u"Pod"_s, u"a"_s, {}, u"uid-rs"_s),
                                        object(u"Pod"_s, u"other"_s, {}, u"uid-else"_s)})}},
                              {}, {});
        QCOMPARE(namesOf(state.children(u"uid-rs"_s)), (QStringList {u"a"_s, u"b"_s}));
        QVERIFY(state.children(u"uid-none"_s).isEmpty());
    }

    void anIndexThatIsGivenIsUsed()
    {
        // As the live cache does it: made once, shared by every snapshot until the kind changes.
        auto snapshot = std::make_shared<KindSnapshot>();
        auto index = std::make_shared<KindIndex>();
        index->children[u"uid-rs"_s] = {object(u"Pod"_s, u"a"_s)};
        snapshot->index = index;
        const LiveState state(
            {}, {{{{}, u"Pod"_s}, Kind(std::shared_ptr<const KindSnapshot>(snapshot))}}, {}, {});
        QCOMPARE(namesOf(state.children(u"uid-rs"_s)), QStringList {u"a"_s});
    }

    void anObjectIsReadFromItsJson()
    {
        const auto manifest = object(u"Pod"_s, u"a"_s)->manifest();
        QVERIFY(manifest);
        QCOMPARE(manifest->key(), (object::ResourceKey {{}, u"Pod"_s, u"shop"_s, u"a"_s}));
        LiveObject broken;
        broken.key = {{}, u"Pod"_s, u"shop"_s, u"a"_s};
        broken.json = "{";
        const auto none = broken.manifest();
        QVERIFY(!none);
        QVERIFY(none.error().message.startsWith(u"Pod shop/a: "_s));
    }

    void discoveryIsAnsweredByKind()
    {
        const ApiResource pods {{{}, u"v1"_s, u"Pod"_s}, u"pods"_s, true, {u"list"_s}};
        const LiveState state(u"uid"_s, {}, {{{{}, u"Pod"_s}, pods}}, {});
        QVERIFY(state.hasDiscovery());
        QCOMPARE(*state.resource({{}, u"Pod"_s}), pods);
        QVERIFY(!state.resource({{}, u"Gadget"_s}));
    }
};

QTEST_GUILESS_MAIN(TestLiveState)
#include "tst_livestate.moc"
