#include "core/object/annotations.h"
#include "core/object/jsoncodec.h"
#include "core/object/manifest.h"
#include "core/object/manifestset.h"
#include "core/object/yamlreader.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce::object;

namespace {

Manifest manifestOf(const char* json)
{
    return Manifest::fromJson(*parseJson(json)).value();
}

QString messageOf(const char* yaml)
{
    const auto manifests = readManifests(yaml, u"m.yaml"_s);
    return manifests ? QString() : manifests.error().message;
}

} // namespace

class TestManifest : public QObject
{
    Q_OBJECT

private slots:
    void theKeyIsWhatNamesTheObject()
    {
        const Manifest manifest
            = manifestOf("{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\","
                         "\"metadata\":{\"name\":\"cart\",\"namespace\":\"shop\",\"uid\":\"u-1\","
                         "\"resourceVersion\":\"7\",\"labels\":{\"app\":\"cart\"},\"annotations\":{"
                         "\"a/b\":\"c\","
                         "\"n\":5}}}");
        QCOMPARE(manifest.key(), (ResourceKey {u"apps"_s, u"Deployment"_s, u"shop"_s, u"cart"_s}));
        QCOMPARE(manifest.key().toString(), u"apps/Deployment shop/cart"_s);
        QCOMPARE(manifest.type().apiVersion(), u"apps/v1"_s);
        QCOMPARE(manifest.name(), u"cart"_s);
        QCOMPARE(manifest.nameSpace(), u"shop"_s);
        QCOMPARE(manifest.uid(), u"u-1"_s);
        QCOMPARE(manifest.resourceVersion(), u"7"_s);
        QCOMPARE(manifest.label(u"app"), u"cart"_s);
        QCOMPARE(manifest.annotation(u"a/b"), u"c"_s);
        QCOMPARE(manifest.annotation(u"n"), QString());
        QVERIFY(manifest.hasAnnotation(u"n"));
        QVERIFY(!manifest.hasAnnotation(u"x"));
        QVERIFY(manifest.location().file.isEmpty());
    }

    void theCoreGroupIsEmpty()
    {
        const Manifest manifest = manifestOf(
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}");
        QCOMPARE(manifest.key(), (ResourceKey {{}, u"Namespace"_s, {}, u"shop"_s}));
        QCOMPARE(manifest.key().toString(), u"Namespace shop"_s);
        QCOMPARE(manifest.type().apiVersion(), u"v1"_s);
    }

    void aGeneratedNameWillDo()
    {
        const Manifest manifest
            = manifestOf("{\"apiVersion\":\"batch/"
                         "v1\",\"kind\":\"Job\",\"metadata\":{\"generateName\":\"run-\"}}");
        QCOMPARE(manifest.name(), u"run-"_s);
        QVERIFY(validate(manifest));
    }

    void whatIsNoObjectIsRefusedWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* yaml, const char* message) {
            QTest::newRow(name) << QByteArray(yaml) << QString::fromLatin1(message);
        };
        row("no kind", "# c\napiVersion: v1\nmetadata: {name: a}\n", "m.yaml:2: no kind");
        row("no apiVersion", "kind: Service\nmetadata: {name: a}\n", "m.yaml:1: no apiVersion");
        row("null kind", "apiVersion: v1\nkind:\nmetadata: {name: a}\n", "m.yaml:2: no kind");
        row("a number as version", "apiVersion: 1\nkind: A\nmetadata: {name: a}\n",
            "m.yaml:1: apiVersion is not a text (quote it)");
        row("an empty kind", "apiVersion: v1\nkind: ''\nmetadata: {name: a}\n",
            "m.yaml:2: kind is empty");
        row("no metadata", "apiVersion: v1\nkind: Service\n", "m.yaml:1: no metadata");
        row("null metadata", "apiVersion: v1\nkind: Service\nmetadata:\n", "m.yaml:3: no metadata");
        row("odd metadata", "apiVersion: v1\nkind: Service\nmetadata: 5\n",
            "m.yaml:3: metadata is not a map");
        row("no name", "apiVersion: v1\nkind: Service\nmetadata:\n  labels: {}\n",
            "m.yaml:4: metadata: no name");
        row("a number as name",
            "apiVersion: v1\nkind: Service\nmetadata:\n  labels: {}\n  name: 12\n",
            "m.yaml:5: metadata: name is not a text (quote it)");
        row("a number as namespace",
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  namespace: 1\n",
            "m.yaml:5: metadata: namespace is not a text (quote it)");
        row("a list", "- a\n- b\n",
            "m.yaml:1: not a Kubernetes object: it needs apiVersion, kind and metadata");
        row("a text", "hello\n",
            "m.yaml:1: not a Kubernetes object: it needs apiVersion, kind and metadata");
        row("the second document", "apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\nb: 1\n",
            "m.yaml:5: no apiVersion");
    }

    void whatIsNoObjectIsRefusedWithItsPlace()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, message);
        QCOMPARE(messageOf(yaml), message);
    }

    void withoutASourceTheMessageHasNoPlace()
    {
        const auto manifest = Manifest::fromJson(*parseJson("{\"apiVersion\":\"v1\"}"));
        QVERIFY(!manifest);
        QCOMPARE(manifest.error().message, u"no kind"_s);
        QCOMPARE(manifest.error().kind, cauce::ErrorKind::Invalid);
    }

    void namesFollowTheKindsRule_data()
    {
        QTest::addColumn<QString>("type"); // apiVersion and kind
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("valid");
        const auto row = [](const char* type, const QString& name, bool valid) {
            QTest::addRow("%s %s", type, qPrintable(name.left(20)))
                << QString::fromLatin1(type) << name << valid;
        };
        row("v1 ConfigMap", u"a.b-c.1"_s, true);
        row("v1 ConfigMap", u"1"_s, true);
        row("v1 ConfigMap", u"Cart"_s, false);
        row("v1 ConfigMap", u"a_b"_s, false);
        row("v1 ConfigMap", u"-a"_s, false);
        row("v1 ConfigMap", u"a-"_s, false);
        row("v1 ConfigMap", u"a..b"_s, false);
        row("v1 ConfigMap", u"a/b"_s, false);
        row("v1 ConfigMap", u"ü"_s, false);
        row("v1 ConfigMap", QString(253, u'a'), true);
        row("v1 ConfigMap", QString(254, u'a'), false);
        row("apps/v1 Deployment", u"a:b"_s, false);
        row("networking.k8s.io/v1 Ingress", u"Web"_s, false);
        row("networking.k8s.io/v1 IPAddress", u"2001:db8::1"_s, true);
        row("rbac.authorization.k8s.io/v1 ClusterRole", u"system:Node"_s, true);
        row("rbac.authorization.k8s.io/v1 ClusterRole", u"a/b"_s, false);
        row("rbac.authorization.k8s.io/v1 ClusterRole", u".."_s, false);
        row("rbac.authorization.k8s.io/v1 ClusterRole", u"a%b"_s, false);
        row("user.openshift.io/v1 Group", u"htpasswd:Bob"_s, true);
        row("user.openshift.io/v1 Group", u"a b"_s, false);
        row("user.openshift.io/v1 Group", QString(254, u'a'), false);
    }

    void namesFollowTheKindsRule()
    {
        QFETCH(QString, type);
        QFETCH(QString, name);
        QFETCH(bool, valid);
        Json json;
        json.set(u"apiVersion"_s, type.section(u' ', 0, 0));
        json.set(u"kind"_s, type.section(u' ', 1));
        json.setPath({u"metadata", u"name"}, name);
        const Manifest manifest = Manifest::fromJson(json).value();
        const auto result = validate(manifest);
        QCOMPARE(result.has_value(), valid);
        if (!valid) {
            QCOMPARE(result.error().kind, cauce::ErrorKind::Invalid);
            QVERIFY(result.error().message.contains(u"is not allowed"));
        }
    }

    void aBadNameSaysWhereAndWhatIsAllowed()
    {
        QCOMPARE(
            messageOf("apiVersion: v1\nkind: Service\nmetadata:\n  name: My_Service\n"),
            u"m.yaml:4: Service: metadata.name \"My_Service\" is not allowed: at most 253 "
            "lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part"_s);
        const QString nameSpace
            = messageOf("apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  namespace: a.b\n");
        QVERIFY2(
            nameSpace.startsWith(u"m.yaml:5: Service: metadata.namespace \"a.b\" is not allowed"),
            qPrintable(nameSpace));
    }

    void changedCopiesKeepTheirSource()
    {
        const auto manifests = readManifests(
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  namespace: x\nspec:\n  p: 1\n",
            u"m.yaml"_s);
        QVERIFY(manifests);
        const Manifest original = manifests->first();
        const Manifest moved = original.withNamespace(u"y"_s);
        QCOMPARE(moved.key(), (ResourceKey {{}, u"Service"_s, u"y"_s, u"a"_s}));
        QCOMPARE(original.nameSpace(), u"x"_s);
        QCOMPARE(moved.location({{u"spec"_s, u"p"_s}}).toString(), u"m.yaml:7"_s);
        const Manifest nowhere = original.withNamespace({});
        QVERIFY(nowhere.nameSpace().isEmpty());
        QVERIFY(!nowhere.json()[u"metadata"].contains(u"namespace"));
        const Manifest tracked = original.withAnnotation(QString(annotation::trackingId), u"t"_s);
        QCOMPARE(tracked.annotation(QString(annotation::trackingId)), u"t"_s);
        QVERIFY(!original.hasAnnotation(QString(annotation::trackingId)));
        QVERIFY(tracked != original);
        QCOMPARE(original, original.withNamespace(u"x"_s));
        // What is new has no place of its own: its nearest parent's then.
        QCOMPARE(tracked.location({{u"metadata"_s, u"annotations"_s, u"x"_s}}).line, 4);
    }

    void trackingIds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("valid");
        QTest::addColumn<ResourceKey>("object");
        const ResourceKey none;
        QTest::newRow("a grouped kind")
            << u"guestbook:apps/Deployment:default/ui"_s << true
            << ResourceKey {u"apps"_s, u"Deployment"_s, u"default"_s, u"ui"_s};
        QTest::newRow("the core group") << u"guestbook:/Service:default/ui"_s << true
                                        << ResourceKey {{}, u"Service"_s, u"default"_s, u"ui"_s};
        QTest::newRow("an application of a namespace")
            << u"team-a_guestbook:/Service:default/ui"_s << true
            << ResourceKey {{}, u"Service"_s, u"default"_s, u"ui"_s};
        QTest::newRow("a name with colons")
            << u"a:rbac.authorization.k8s.io/ClusterRole:d/system:node"_s << true
            << ResourceKey {u"rbac.authorization.k8s.io"_s, u"ClusterRole"_s, u"d"_s,
                            u"system:node"_s};
        QTest::newRow("an instance label's value") << u"guestbook"_s << false << none;
        QTest::newRow("two parts") << u"a:b/C"_s << false << none;
        QTest::newRow("no slash in the type") << u"a:Service:d/ui"_s << false << none;
        QTest::newRow("two slashes in the name") << u"a:/Service:d/u/i"_s << false << none;
        QTest::newRow("nothing") << QString() << false << none;
    }

    void trackingIds()
    {
        QFETCH(QString, text);
        QFETCH(bool, valid);
        QFETCH(ResourceKey, object);
        const auto id = TrackingId::parse(text);
        QCOMPARE(id.has_value(), valid);
        if (id) {
            QCOMPARE(id->object, object);
            QCOMPARE(id->application, text.section(u':', 0, 0));
            QCOMPARE(id->toString(), text);
        }
    }

    void keysOrderAndHash()
    {
        const ResourceKey a {{}, u"Service"_s, u"b"_s, u"a"_s};
        const ResourceKey b {u"apps"_s, u"Deployment"_s, u"a"_s, u"a"_s};
        QVERIFY(a < b);
        QVERIFY(!(b < a));
        QCOMPARE(qHash(a), qHash(ResourceKey(a)));
        QVERIFY(qHash(a) != qHash(b));
        // "ab" + "c" and "a" + "bc" are two keys.
        QVERIFY(qHash(GroupKind {u"ab"_s, u"c"_s}) != qHash(GroupKind {u"a"_s, u"bc"_s}));
        QCOMPARE(groupVersionKind(u"apps/v1", u"Deployment").group, u"apps"_s);
        QCOMPARE(groupVersionKind(u"v1", u"Pod").group, QString());
        QCOMPARE(groupVersionKind(u"v1", u"Pod").version, u"v1"_s);
    }
};

QTEST_GUILESS_MAIN(TestManifest)
#include "tst_manifest.moc"
