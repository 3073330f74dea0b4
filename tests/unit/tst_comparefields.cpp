#include "core/diff/compare.h"
#include "livefixtures.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace cauce;
using cauce::diff::Change;
using cauce::test::json;
using cauce::test::LiveBuilder;
using cauce::test::manifest;
using cauce::test::setOf;

namespace {

//! An object of the given type around a spec (or the members of a whole body).
object::Json body(const QByteArray& type, const QByteArray& members)
{
    return json("{" + type + ",'metadata':{'name':'x','namespace':'n'}," + members + "}");
}

QStringList changedPaths(const object::Json& desired, const object::Json& live)
{
    const auto diff = diff::compare(setOf({manifest(desired)}),
                                    LiveBuilder().add(manifest(live)).build(), {u"a"_s, false})
                          .objects.first();
    if ((diff.change == Change::None) != diff.fields.isEmpty()
        || (diff.change == Change::None) == diff.needsPrediction)
        qFatal("verdict and fields do not agree");
    QStringList paths;
    for (const auto& field : diff.fields)
        paths += field.path;
    return paths;
}

const QByteArray kDeployment = "'apiVersion':'apps/v1','kind':'Deployment'";
const QByteArray kService = "'apiVersion':'v1','kind':'Service'";
const QByteArray kWidget = "'apiVersion':'acme.io/v1','kind':'Widget'";

QByteArray pod(const QByteArray& members)
{
    return "'spec':{'template':{'spec':{" + members + "}}}";
}

QByteArray container(const QByteArray& members)
{
    return pod("'containers':[{'name':'c'," + members + "}]");
}

} // namespace

class TestCompareFields : public QObject
{
    Q_OBJECT

private slots:
    void values_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("desired");
        QTest::addColumn<QByteArray>("live");
        QTest::addColumn<QString>("paths"); // empty: equal
        const auto row = [](const char* name, const QByteArray& type, const QByteArray& desired,
                            const QByteArray& live, const char* paths) {
            QTest::newRow(name) << type << desired << live << QString::fromLatin1(paths);
        };

        row("what Git does not mention", kDeployment, "'spec':{'a':1}", "'spec':{'a':1,'b':2}", "");
        row("a number is its value", kDeployment, "'spec':{'a':1.0}", "'spec':{'a':1}", "");
        row("a number is not a text", kDeployment, "'spec':{'a':1}", "'spec':{'a':'1'}", "spec.a");
        row("an int-or-string keeps its type", kService,
            "'spec':{'ports':[{'port':80,"
            "'targetPort':'80'}]}",
            "'spec':{'ports':[{'port':80,'protocol':'TCP','targetPort':80"
            "}]}",
            "spec.ports[port=80,protocol=TCP].targetPort");
        row("status is the server's", kDeployment, "'spec':{'a':1},'status':{'replicas':3}",
            "'spec':{'a':1}", "");
        row("null is absent", kDeployment, "'spec':{'a':null}", "'spec':{'b':1}", "");
        row("null takes away", kDeployment, "'spec':{'a':null}", "'spec':{'a':1}", "spec.a");
        row("false is not absent", kDeployment, "'spec':{'paused':false}", "'spec':{'b':1}",
            "spec.paused");

        row("empty labels are none", kDeployment, "'spec':{'template':{'metadata':{'labels':{}}}}",
            "'spec':{'template':{'metadata':{'creationTimestamp':null}}}", "");
        row("an empty list is none", kDeployment, container("'args':[]"), container("'tty':true"),
            "");
        row("an empty list of a custom resource is stored", kWidget, "'spec':{'args':[]}",
            "'spec':{'b':1}", "spec.args");
        row("an empty list replaces an atomic one", kDeployment, container("'args':[]"),
            container("'args':['a']"), "spec.template.spec.containers[name=c].args");
        row("an empty map does not clear", kDeployment, container("'securityContext':{}"),
            container("'securityContext':{'runAsUser':5}"), "");
        row("an empty selector is not no selector", kDeployment, "'spec':{'namespaceSelector':{}}",
            "'spec':{'b':1}", "spec.namespaceSelector");
        row("an empty emptyDir is not a hostPath", kDeployment,
            pod("'volumes':[{'name':'v','emptyDir':{}}]"),
            pod("'volumes':[{'name':'v','hostPath':{'path':'/'}}]"),
            "spec.template.spec.volumes[name=v].emptyDir");

        row("cpu by value", kDeployment, container("'resources':{'limits':{'cpu':'1000m'}}"),
            container("'resources':{'limits':{'cpu':'1'}}"), "");
        row("cpu as a number", kDeployment, container("'resources':{'limits':{'cpu':1}}"),
            container("'resources':{'limits':{'cpu':'1'}}"), "");
        row("memory by value", kDeployment,
            container("'resources':{'requests':{'memory':'0.5Gi'}"
                      "}"),
            container("'resources':{'requests':{'memory':'512Mi'}}"), "");
        row("another amount", kDeployment, container("'resources':{'limits':{'cpu':'2'}}"),
            container("'resources':{'limits':{'cpu':'1'}}"),
            "spec.template.spec.containers[name=c].resources.limits.cpu");
        row("a size limit", kDeployment,
            pod("'volumes':[{'name':'v','emptyDir':{'sizeLimit':'1024Mi'}}]"),
            pod("'volumes':[{'name':'v','emptyDir':{'sizeLimit':'1Gi'}}]"), "");
        row("storage", "'apiVersion':'v1','kind':'PersistentVolumeClaim'",
            "'spec':{'resources':{'requests':{'storage':'1024Mi'}}}",
            "'spec':{'resources':{'requests':{'storage':'1Gi'}}}", "");
        row("a quota", "'apiVersion':'v1','kind':'ResourceQuota'", "'spec':{'hard':{'pods':10}}",
            "'spec':{'hard':{'pods':'10'}}", "");
        row("a quantity elsewhere is a text", kDeployment, container("'image':'1000m'"),
            container("'image':'1'"), "spec.template.spec.containers[name=c].image");
        row("a custom resource's resources", kWidget,
            "'spec':{'resources':{'limits':{'cpu':'1000m'}}}",
            "'spec':{'resources':{'limits':{'cpu':'1'}}}", "");
        row("a custom resource's limits are its own", kWidget, "'spec':{'limits':{'v':'1.0'}}",
            "'spec':{'limits':{'v':'1'}}", "spec.limits.v");
        row("a ConfigMap holds texts", "'apiVersion':'v1','kind':'ConfigMap'",
            "'data':{'cpu':'1000m'}", "'data':{'cpu':'1'}", "data.cpu");

        row("containers by name", kDeployment, pod("'containers':[{'name':'b','image':'2'}]"),
            pod("'containers':[{'name':'a','image':'1'},{'name':'b','image':'2'}]"), "");
        row("the order of containers", kDeployment, pod("'containers':[{'name':'b'},{'name':'a'}]"),
            pod("'containers':[{'name':'a'},{'name':'b'}]"), "spec.template.spec.containers");
        row("a new container", kDeployment, pod("'containers':[{'name':'a'},{'name':'b'}]"),
            pod("'containers':[{'name':'a'}]"), "spec.template.spec.containers[name=b]");
        row("ports with the default protocol", kDeployment,
            container("'ports':[{'containerPort':80}]"),
            container("'ports':[{'containerPort':80,'protocol':'UDP'},"
                      "{'containerPort':80,'protocol':'TCP'}]"),
            "");
        row("another protocol is another port", kDeployment,
            container("'ports':[{'containerPort':80,'protocol':'UDP'}]"),
            container("'ports':[{'containerPort':80,'protocol':'TCP'}]"),
            "spec.template.spec.containers[name=c].ports[containerPort=80,protocol=UDP]");
        row("service ports", kService, "'spec':{'ports':[{'port':80,'name':'x'}]}",
            "'spec':{'ports':[{'port':80,'protocol':'TCP','name':'y','nodePort':30000}]}",
            "spec.ports[port=80,protocol=TCP].name");
        row("mounts by path", kDeployment,
            container("'volumeMounts':[{'mountPath':'/b','name':'v'}]"),
            container("'volumeMounts':[{'mountPath':'/a','name':'v'},"
                      "{'mountPath':'/b','name':'v'}]"),
            "");
        row("env of others stays", kDeployment, container("'env':[{'name':'A','value':'1'}]"),
            container("'env':[{'name':'X','value':'9'},{'name':'A','value':'1'}]"), "");
        row("two of one name are taken as a whole", kDeployment,
            container("'env':[{'name':'A','value':'1'},{'name':'A','value':'2'}]"),
            container("'env':[{'name':'A','value':'1'}]"),
            "spec.template.spec.containers[name=c].env");
        row("tolerations are atomic", kDeployment, pod("'tolerations':[{'key':'a'}]"),
            pod("'tolerations':[{'key':'b'},{'key':'a'}]"), "spec.template.spec.tolerations");
        row("args are atomic, one word told", kDeployment, container("'args':['a','b']"),
            container("'args':['a','c']"), "spec.template.spec.containers[name=c].args[1]");
        row("pull secrets of a service account are atomic",
            "'apiVersion':'v1','kind':'ServiceAccount'", "'imagePullSecrets':[{'name':'a'}]",
            "'imagePullSecrets':[{'name':'b'},{'name':'a'}]", "imagePullSecrets[name=b]");
        row("lists of custom resources are atomic", kWidget, "'spec':{'items':[{'name':'a'}]}",
            "'spec':{'items':[{'name':'a'},{'name':'b'}]}", "spec.items[name=b]");
        row("a selector is atomic", kDeployment, "'spec':{'selector':{'matchLabels':{'a':'1'}}}",
            "'spec':{'selector':{'matchLabels':{'a':'1','b':'2'}}}", "spec.selector.matchLabels.b");
        row("an empty label in a selector counts", kDeployment,
            "'spec':{'selector':{'matchLabels':{'a':'1'}}}",
            "'spec':{'selector':{'matchLabels':{'a':'1','b':''}}}", "spec.selector.matchLabels.b");
        row("a service's selector is atomic", kService, "'spec':{'selector':{'a':'1'}}",
            "'spec':{'selector':{'a':'1','b':'2'}}", "spec.selector.b");
        row("labels are not", kDeployment, "'spec':{'template':{'metadata':{'labels':{'a':'1'}}}}",
            "'spec':{'template':{'metadata':{'labels':{'a':'1','b':'2'}}}}", "");
        row("defaults inside an atomic value", kDeployment,
            container("'env':[{'name':'A','valueFrom':{'fieldRef':{'fieldPath':'x'}}}]"),
            container("'env':[{'name':'A','valueFrom':{'fieldRef':{'apiVersion':'v1',"
                      "'fieldPath':'x'}}}]"),
            "");
        row("other values inside an atomic value", kDeployment,
            container("'env':[{'name':'A','valueFrom':{'fieldRef':{'fieldPath':'x'}}}]"),
            container("'env':[{'name':'A','valueFrom':{'fieldRef':{'apiVersion':'v2',"
                      "'fieldPath':'x'}}}]"),
            "spec.template.spec.containers[name=c].env[name=A].valueFrom.fieldRef.apiVersion");

        row("a Secret's stringData", "'apiVersion':'v1','kind':'Secret'",
            "'stringData':{'a':'secret'}", "'data':{'a':'c2VjcmV0'}", "");
        row("a Secret's stringData wins", "'apiVersion':'v1','kind':'Secret'",
            "'data':{'a':'b2xk'},'stringData':{'a':'secret'}", "'data':{'a':'b2xk'}", "data.a");
        row("a Secret's base64 in lines", "'apiVersion':'v1','kind':'Secret'",
            "'data':{'a':'c2Vj\\ncmV0\\n'}", "'data':{'a':'c2VjcmV0'}", "");
        row("a Secret's null is empty", "'apiVersion':'v1','kind':'Secret'", "'data':{'a':null}",
            "'data':{'a':''}", "");
        row("keys that need brackets", "'apiVersion':'v1','kind':'ConfigMap'",
            "'data':{'app.yaml':'1'}", "'data':{'app.yaml':'2'}", "data[app.yaml]");
    }

    void values()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, desired);
        QFETCH(QByteArray, live);
        QTEST(changedPaths(body(type, desired), body(type, live)).join(u' '), "paths");
    }

    void metadataThatIsNotGitsIsNoDifference()
    {
        object::Json desired = body(kDeployment, "'spec':{'a':1}");
        desired.setPath({u"metadata", u"resourceVersion"}, object::Json(u"1"_s));
        desired.setPath({u"metadata", u"uid"}, object::Json(u"mine"_s));
        desired.setPath({u"metadata", u"creationTimestamp"}, object::Json());
        desired.setPath(
            {u"metadata", u"annotations", u"kubectl.kubernetes.io/last-applied-configuration"},
            object::Json(u"{}"_s));
        object::Json live = body(kDeployment, "'spec':{'a':1}");
        live.setPath({u"metadata", u"uid"}, object::Json(u"theirs"_s));
        live.setPath({u"metadata", u"finalizers"}, json("['theirs']"));
        QCOMPARE(changedPaths(desired, live), QStringList());
        desired.setPath({u"metadata", u"finalizers"}, json("['ours']"));
        QCOMPARE(changedPaths(desired, live), QStringList {u"metadata.finalizers"_s});
    }

    void aRevisionInGitCounts()
    {
        object::Json live = body(kDeployment, "'spec':{'a':1}");
        live.setPath({u"metadata", u"annotations", u"deployment.kubernetes.io/revision"},
                     object::Json(u"3"_s));
        object::Json desired = body(kDeployment, "'spec':{'a':1}");
        QCOMPARE(changedPaths(desired, live), QStringList());
        desired.setPath({u"metadata", u"annotations", u"deployment.kubernetes.io/revision"},
                        object::Json(u"1"_s));
        QCOMPARE(changedPaths(desired, live).size(), 1);
    }

    void anotherTrackingIdIsADifference()
    {
        object::Json live = body(kDeployment, "'spec':{'a':1}");
        object::Json desired = live;
        const QString name(object::annotation::trackingId);
        desired.setPath({u"metadata", u"annotations", name}, object::Json(u"a:/X:n/x"_s));
        QCOMPARE(changedPaths(desired, live).size(), 1);
        live.setPath({u"metadata", u"annotations", name}, object::Json(u"b:/X:n/x"_s));
        QCOMPARE(changedPaths(desired, live).size(), 1);
        live.setPath({u"metadata", u"annotations", name}, object::Json(u"a:/X:n/x"_s));
        QCOMPARE(changedPaths(desired, live), QStringList());
    }

    void oddShapesAreDifferencesAndNoCrash_data()
    {
        QTest::addColumn<QByteArray>("live");
        QTest::newRow("a spec that is a text") << QByteArray("'spec':'x'");
        QTest::newRow("a spec that is null") << QByteArray("'spec':null");
        QTest::newRow("a list that is a map")
            << QByteArray("'spec':{'template':{'spec':{'containers':{'name':'c'}}}}");
        QTest::newRow("items that are no maps")
            << QByteArray("'spec':{'template':{'spec':{'containers':[1,null,'x',[]]}}}");
        QTest::newRow("items without a key")
            << QByteArray("'spec':{'template':{'spec':{'containers':[{},{}]}}}");
    }

    void oddShapesAreDifferencesAndNoCrash()
    {
        QFETCH(QByteArray, live);
        QVERIFY(!changedPaths(body(kDeployment, container("'image':'a'")), body(kDeployment, live))
                     .isEmpty());
    }

    void aLongListIsQuick()
    {
        object::Json::Items wanted;
        object::Json::Items there;
        for (int i = 0; i < 20'000; ++i) {
            object::Json item = object::Json::emptyObject();
            item.set(u"name"_s, object::Json(QString(u"V"_s + QString::number(i))));
            wanted.push_back(item);
            item.set(u"value"_s, object::Json(u"x"_s));
            there.push_back(item);
        }
        const auto around = [](object::Json::Items items) {
            object::Json out = body(kDeployment, container("'tty':true"));
            object::Json one = json("{'name':'c'}");
            one.set(u"env"_s, object::Json(std::move(items)));
            out.setPath({u"spec", u"template", u"spec", u"containers"},
                        object::Json(object::Json::Items {one}));
            return out;
        };
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(changedPaths(around(wanted), around(there)), QStringList());
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestCompareFields)
#include "tst_comparefields.moc"
