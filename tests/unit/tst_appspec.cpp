#include "core/engine/appset.h"
#include "core/engine/appspecreader.h"
#include "core/engine/goduration.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;

class TestAppSpec : public QObject
{
    Q_OBJECT

private:
    static QByteArray app(const QByteArray& name, const QByteArray& source = {},
                          const QByteArray& rest = {})
    {
        const QByteArray plain = "    repoURL: https://git.example.com/a.git\n    path: apps/a\n";
        return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: " + name
            + "\n  namespace: argocd\nspec:\n  project: default\n  source:\n"
            + (source.isEmpty() ? plain : source)
            + "  destination:\n    server: https://kubernetes.default.svc\n    namespace: shop\n"
            + rest;
    }
    static ApplicationList read(const QList<std::pair<QString, QByteArray>>& files)
    {
        git::SourceTree tree;
        for (const auto& [path, content] : files)
            tree.files.append({path, content, {}});
        return readApplications(tree);
    }
    static AppSpec one(const QByteArray& text)
    {
        const ApplicationList list = read({{u"root.yaml"_s, text}});
        if (list.applications.size() != 1)
            qFatal("expected one application, got %d (%s)", int(list.applications.size()),
                   qPrintable(list.problems.value(0).message));
        return list.applications.constFirst();
    }
    static QString messages(const AppSpec& spec, const QString& type)
    {
        QStringList found;
        for (const AppCondition& condition : spec.conditions) {
            if (condition.type == type)
                found.append(condition.message);
        }
        return found.join(u'|');
    }

private slots:
    void aWholeApplicationIsRead()
    {
        const AppSpec spec
            = one("apiVersion: argoproj.io/v1alpha1\n"
                  "kind: Application\n"
                  "metadata:\n"
                  "  name: shop\n"
                  "  namespace: argocd\n"
                  "  finalizers: [resources-finalizer.argocd.argoproj.io]\n"
                  "spec:\n"
                  "  project: team\n"
                  "  revisionHistoryLimit: 3\n"
                  "  source:\n"
                  "    repoURL: git@git.example.com:team/gitops.git\n"
                  "    targetRevision: release\n"
                  "    path: apps/shop\n"
                  "    directory: {recurse: true, include: '*.yaml', exclude: 'x*'}\n"
                  "  destination: {name: in-cluster, namespace: shop}\n"
                  "  syncPolicy:\n"
                  "    automated: {prune: true, selfHeal: true, allowEmpty: true}\n"
                  "    syncOptions: [CreateNamespace=true, PruneLast=true]\n");
        QVERIFY2(spec.conditions.isEmpty(), qPrintable(spec.conditions.value(0).message));
        QVERIFY(spec.isUsable());
        QCOMPARE(spec.name, u"shop"_s);
        QCOMPARE(spec.nameSpace, u"argocd"_s);
        QCOMPARE(spec.project, u"team"_s);
        QCOMPARE(spec.source,
                 (AppSource {u"git@git.example.com:team/gitops.git"_s, u"release"_s, u"apps/shop"_s,
                             true, u"*.yaml"_s, u"x*"_s}));
        QCOMPARE(spec.destinationName, u"in-cluster"_s);
        QCOMPARE(spec.destinationNamespace, u"shop"_s);
        QVERIFY(spec.cascadeDelete);
        QCOMPARE(spec.revisionHistoryLimit, 3);
        QVERIFY(spec.syncPolicy.automated && spec.syncPolicy.prune && spec.syncPolicy.selfHeal
                && spec.syncPolicy.allowEmpty);
        QVERIFY(spec.syncPolicy.createNamespace());
        QVERIFY(spec.syncPolicy.pruneLast());
        QCOMPARE(spec.location.toString(), u"root.yaml:1"_s);
    }

    void automatedIsOnByItsPresence_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::addColumn<bool>("on");
        QTest::newRow("empty") << QByteArray("{}") << true;
        QTest::newRow("enabled") << QByteArray("{enabled: true}") << true;
        QTest::newRow("disabled") << QByteArray("{enabled: false, prune: true}") << false;
        QTest::newRow("null") << QByteArray("null") << false;
    }
    void automatedIsOnByItsPresence()
    {
        QFETCH(QByteArray, block);
        QFETCH(bool, on);
        const AppSpec spec = one(app("a", {}, "  syncPolicy:\n    automated: " + block + "\n"));
        QCOMPARE(spec.syncPolicy.automated, on);
        QVERIFY(spec.isUsable());
    }

    void whatIsWrongIsSaidInArgosWords_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        const QByteArray repo = "    repoURL: https://git.example.com/a.git\n";
        QTest::newRow("no path") << app("a", repo)
                                 << u"spec.source.repoURL and either spec.source.path or "
                                    "spec.source.chart are required"_s;
        QTest::newRow("no repository") << app("a", "    path: x\n") << u"are required"_s;
        QTest::newRow("chart without revision")
            << app("a", repo + "    chart: c\n")
            << u"spec.source.targetRevision is required if the manifest source is a helm chart"_s;
        QTest::newRow("chart") << app("a", repo + "    chart: c\n    targetRevision: 1.0.0\n")
                               << u"is not supported yet"_s;
        QTest::newRow("helm") << app("a", repo + "    path: x\n    helm: {releaseName: r}\n")
                              << u"a Helm source (spec.source.helm) is not supported yet"_s;
        QTest::newRow("kustomize")
            << app("a", repo + "    path: x\n    kustomize: {namePrefix: p}\n")
            << u"a Kustomize source (spec.source.kustomize) is not supported yet"_s;
        QTest::newRow("plugin") << app("a", repo + "    path: x\n    plugin: {name: p}\n")
                                << u"a Plugin source"_s;
        QTest::newRow("jsonnet") << app(
            "a", repo + "    path: x\n    directory: {jsonnet: {libs: [a]}}\n")
                                 << u"jsonnet source"_s;
        QTest::newRow("oci") << app("a", "    repoURL: oci://r.example/x\n    path: x\n")
                             << u"an OCI source"_s;
        QTest::newRow("two tools") << app(
            "a", repo + "    path: x\n    helm: {releaseName: r}\n    kustomize: {namePrefix: p}\n")
                                   << u"multiple application sources defined: Helm,Kustomize"_s;
        QTest::newRow("several sources")
            << app("a", {}, "  sources: [{repoURL: https://a.example/b, path: c}]\n")
            << u"an application with several sources (spec.sources) is not supported yet"_s;
        QTest::newRow("hydrator") << app("a", {}, "  sourceHydrator: {drySource: {path: c}}\n")
                                  << u"spec.sourceHydrator is not supported yet"_s;
        QTest::newRow("revision is a number")
            << app("a", repo + "    path: x\n    targetRevision: 1.0\n")
            << u"spec.source.targetRevision must be a string"_s;
        QTest::newRow("prune is a text")
            << app("a", {}, "  syncPolicy: {automated: {prune: 'true'}}\n")
            << u"spec.syncPolicy.automated.prune must be true or false"_s;
        QTest::newRow("automated is a text") << app("a", {}, "  syncPolicy: {automated: 'yes'}\n")
                                             << u"spec.syncPolicy.automated must be a mapping"_s;
        QTest::newRow("name") << app("Shop_1") << u"is no DNS name"_s;
        QTest::newRow("other version")
            << app("a").replace("v1alpha1", "v2") << u"argoproj.io/v2 is not supported"_s;
        QTest::newRow("both destinations")
            << app("a").replace("    namespace: shop\n", "    name: x\n")
            << u"application destination can't have both name and server defined: x "
               "https://kubernetes.default.svc"_s;
        QTest::newRow("no destination")
            << app("a").replace("    server: https://kubernetes.default.svc\n", "")
            << u"Destination server missing from app spec"_s;
        QTest::newRow("a pointer that is none")
            << app("a", {}, "  ignoreDifferences: [{kind: Pod, jsonPointers: [spec]}]\n")
            << u"spec.ignoreDifferences[0].jsonPointers: \"spec\" is no JSON pointer"_s;
        QTest::newRow("a rule without a kind")
            << app("a", {}, "  ignoreDifferences: [{jsonPointers: [/spec]}]\n")
            << u"spec.ignoreDifferences[0].kind is required"_s;
        QTest::newRow("a duration that is none")
            << app("a", {}, "  syncPolicy: {retry: {backoff: {duration: soon}}}\n")
            << u"spec.syncPolicy.retry.backoff.duration must be a duration"_s;
        QTest::newRow("no spec") << QByteArray("apiVersion: argoproj.io/v1alpha1\nkind: "
                                               "Application\nmetadata: {name: a}\n")
                                 << u"the Application has no spec"_s;
    }
    void whatIsWrongIsSaidInArgosWords()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const AppSpec spec = one(text);
        QVERIFY(!spec.isUsable());
        QVERIFY2(messages(spec, u"InvalidSpecError"_s).contains(says),
                 qPrintable(messages(spec, u"InvalidSpecError"_s)));
    }

    void whatIsNotKnownOrNotDoneIsAWarning_data()
    {
        QTest::addColumn<QByteArray>("rest");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown field")
            << QByteArray("  syncPolcy: {}\n") << u"UnknownFieldWarning"_s
            << u"unknown field spec.syncPolcy"_s;
        QTest::newRow("unknown below")
            << QByteArray("  syncPolicy: {automated: {prun: true}}\n") << u"UnknownFieldWarning"_s
            << u"unknown field spec.syncPolicy.automated.prun"_s;
        QTest::newRow("ignoreDifferences")
            << QByteArray("  ignoreDifferences: [{kind: Deployment, jqPathExpressions: ['.a | "
                          "length']}]\n")
            << u"UnsupportedFieldWarning"_s
            << u"spec.ignoreDifferences[0].jqPathExpressions \".a | length\" is not supported yet"_s;
        QTest::newRow("sync option") << QByteArray("  syncPolicy: {syncOptions: [Replace=true]}\n")
                                     << u"UnsupportedFieldWarning"_s << u"\"Replace=true\""_s;
        QTest::newRow("namespace metadata that nothing is done with")
            << QByteArray("  syncPolicy: {managedNamespaceMetadata: {labels: {a: b}}}\n")
            << u"UnsupportedFieldWarning"_s
            << u"managedNamespaceMetadata has no effect without the sync option CreateNamespace"_s;
    }
    void whatIsNotKnownOrNotDoneIsAWarning()
    {
        QFETCH(QByteArray, rest);
        QFETCH(QString, type);
        QFETCH(QString, says);
        const AppSpec spec = one(app("a", {}, rest));
        QVERIFY(spec.isUsable());
        QVERIFY2(messages(spec, type).contains(says), qPrintable(messages(spec, type)));
    }

    void retryAndWhatIsNoDifferenceAreRead()
    {
        const AppSpec plain = one(app("a"));
        QVERIFY(!plain.syncPolicy.retry);
        const AppSpec spec
            = one(app("a", {},
                      "  syncPolicy: {retry: {limit: -1, refresh: true, backoff: {duration: 10, "
                      "factor: 3, maxDuration: 1m30s}}}\n"
                      "  ignoreDifferences:\n"
                      "  - {group: apps, kind: Deployment, name: web, namespace: ns,\n"
                      "     jsonPointers: [/spec/replicas, /metadata/labels/a~1b],\n"
                      "     jqPathExpressions: ['.spec.x[]?.y'], managedFieldsManagers: [hpa]}\n"));
        QVERIFY(spec.automationHindrance.isEmpty());
        QVERIFY2(spec.conditions.isEmpty(), qPrintable(messages(spec, u"InvalidSpecError"_s)));
        QCOMPARE(spec.syncPolicy.retry,
                 (RetryPolicy {-1, std::chrono::seconds(10), 3, std::chrono::seconds(90)}));
        QCOMPARE(spec.ignoreDifferences.size(), 1);
        const diff::IgnoreRule& rule = spec.ignoreDifferences.first();
        QCOMPARE(rule.pointers.size(), 2);
        QCOMPARE(rule.paths.size(), 1);
        // What it does not understand it does not undo.
        const AppSpec more = one(app(
            "a", {}, "  ignoreDifferences: [{kind: Pod, jqPathExpressions: ['.a | length']}]\n"));
        QVERIFY(more.automationHindrance.contains(u"\".a | length\" is not supported yet"_s));
        QCOMPARE(rule.pointers.at(1).tokens.last(), u"a/b"_s);
        QCOMPARE(rule.managers, QStringList {u"hpa"_s});
        QVERIFY(rule.matches({u"apps"_s, u"Deployment"_s, u"ns"_s, u"web"_s}));
        QVERIFY(!rule.matches({u"apps"_s, u"Deployment"_s, u"ns"_s, u"other"_s}));
    }

    void metadataOfTheNamespaceIsRead()
    {
        const AppSpec spec = one(
            app("a", {},
                "  syncPolicy:\n    syncOptions: [CreateNamespace=true, "
                "RespectIgnoreDifferences=true]\n"
                "    managedNamespaceMetadata: {labels: {team: shop}, annotations: {x/y: '1'}}\n"));
        QVERIFY2(spec.conditions.isEmpty(), qPrintable(messages(spec, u"InvalidSpecError"_s)));
        QVERIFY(spec.syncPolicy.managedNamespace);
        QCOMPARE(spec.syncPolicy.managedNamespace->labels.value(u"team"_s), u"shop"_s);
        QCOMPARE(spec.syncPolicy.managedNamespace->annotations.value(u"x/y"_s), u"1"_s);
        QVERIFY(spec.syncPolicy.respectIgnored());
        QVERIFY(!one(app("a")).syncPolicy.managedNamespace);
        const AppSpec wrong
            = one(app("a", {}, "  syncPolicy: {managedNamespaceMetadata: {labels: {team: 1}}}\n"));
        QVERIFY(!wrong.isUsable());
        QVERIFY(messages(wrong, u"InvalidSpecError"_s)
                    .contains(u"managedNamespaceMetadata.labels.team must be a string"_s));
    }

    void durationsAreGos()
    {
        using namespace std::chrono_literals;
        QCOMPARE(goDuration(u"5s"), std::optional(5'000ms));
        QCOMPARE(goDuration(u"1h30m"), std::optional(5'400'000ms));
        QCOMPARE(goDuration(u"1.5s"), std::optional(1'500ms));
        QCOMPARE(goDuration(u"250ms"), std::optional(250ms));
        QCOMPARE(goDuration(u"7"), std::optional(7'000ms));
        for (const QStringView bad : {u"", u"s", u"-5s", u"5 s", u"25h", u"1d", u"5sx"}) {
            QVERIFY2(!goDuration(bad), qPrintable(bad.toString()));
        }
    }

    void oneUnreadableDocumentHidesNoOther()
    {
        const ApplicationList list
            = read({{u"root.yaml"_s,
                     app("first") + "---\n" + app("second").replace("  name: second", "  name: [")
                         + "---\n" + app("third") + "---\napiVersion: v1\nkind: ConfigMap\n"}});
        QStringList names;
        for (const AppSpec& spec : list.applications)
            names.append(spec.name);
        QCOMPARE(names, (QStringList {u"first"_s, u"third"_s}));
        QCOMPARE(list.problems.size(), 2);
        // The place in the file as it is, not in the part that was read again.
        const qsizetype second = app("first").count('\n') + 1;
        QVERIFY2(list.problems.at(0).message.startsWith(u"root.yaml:"_s),
                 qPrintable(list.problems.at(0).message));
        const int line = list.problems.at(0).message.section(u':', 1, 1).toInt();
        QVERIFY2(line > second && line <= 2 * second, qPrintable(list.problems.at(0).message));
        QCOMPARE(list.applications.at(1).location.line, int(2 * second + 1));
        QCOMPARE(list.unreadableFiles, QSet<QString> {u"root.yaml"_s});
    }

    void anUnreadableFileHidesNoOther()
    {
        const ApplicationList list = read({{u"a.yaml"_s, "kind: [\n"},
                                           {u"b.yaml"_s, app("b")},
                                           {u"c.json"_s, "{\"kind\": \"Application\",}"},
                                           {u"values.yaml"_s, "replicas: [\n"}});
        QCOMPARE(list.applications.size(), 1);
        QCOMPARE(list.problems.size(), 2); // values.yaml is not ours
        QVERIFY(list.problems.at(0).message.startsWith(u"a.yaml"_s));
        QVERIFY(list.problems.at(1).message.startsWith(u"c.json"_s));
    }

    void otherObjectsArePassedOver()
    {
        const ApplicationList list
            = read({{u"x.yaml"_s,
                     "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\n" + app("a")
                         + "---\napiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\n"
                           "metadata: {name: set}\nspec: {}\n"}});
        QCOMPARE(list.applications.size(), 1);
        QCOMPARE(list.problems.size(), 1);
        QCOMPARE(list.problems.at(0).type, u"UnsupportedKindWarning"_s);
        QVERIFY(list.problems.at(0).message.contains(u"ApplicationSet set"_s));
    }

    void aFileOfManyMarkersIsNotWorthItsSquare()
    {
        QByteArray hostile = "kind: [\n";
        for (int i = 0; i < 200'000; ++i)
            hostile += "---\n";
        const ApplicationList list = read({{u"root.yaml"_s, hostile}});
        QCOMPARE(list.problems.size(), 1);
    }

    void aDestinationIsOurClusterOrNot_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("problem");
        QTest::newRow("in cluster")
            << u"https://kubernetes.default.svc"_s << QString() << QString();
        QTest::newRow("with a slash")
            << u"https://kubernetes.default.svc/"_s << QString() << QString();
        QTest::newRow("by name") << QString() << u"in-cluster"_s << QString();
        QTest::newRow("the context's") << u"https://10.0.0.1:6443/"_s << QString() << QString();
        QTest::newRow("another") << u"https://10.0.0.2:6443"_s << QString()
                                 << u"cluster \"https://10.0.0.2:6443\" not found"_s;
        QTest::newRow("another name")
            << QString() << u"prod"_s << u"there are no clusters with this name: prod"_s;
    }
    void aDestinationIsOurClusterOrNot()
    {
        QFETCH(QString, server);
        QFETCH(QString, name);
        QFETCH(QString, problem);
        AppSpec spec;
        spec.destinationServer = server;
        spec.destinationName = name;
        const auto found = destinationProblem(spec, u"https://10.0.0.1:6443"_s);
        QCOMPARE(found ? found->message : QString(), problem);
    }

    void childrenComeAfterTheirParents()
    {
        AppSpec root = one(app("root"));
        const QList<AppSpec> all = arrange({root},
                                           {{u"root"_s, {one(app("a")), one(app("b"))}},
                                            {u"b"_s, {one(app("c"))}},
                                            {u"gone"_s, {one(app("d"))}}});
        QStringList names;
        for (const AppSpec& spec : all)
            names.append(spec.parent + u'>' + spec.name);
        QCOMPARE(names, (QStringList {u">root"_s, u"root>a"_s, u"root>b"_s, u"b>c"_s}));
    }

    void aCycleIsCutAndSaid()
    {
        const QByteArray other = "    repoURL: https://git.example.com/a.git\n    path: other\n";
        const QList<AppSpec> all = arrange(
            {one(app("a"))}, {{u"a"_s, {one(app("b"))}}, {u"b"_s, {one(app("a", other))}}});
        QCOMPARE(all.size(), 2);
        QVERIFY(all.at(0).isUsable());
        const QString said = messages(all.at(1), u"CyclicApplicationWarning"_s);
        QVERIFY2(said.contains(u"\"b\" (root.yaml:1) declares \"a\""_s), qPrintable(said));
    }

    void anApplicationMayHoldItself()
    {
        const AppSpec root = one(app("root"));
        const QList<AppSpec> all = arrange({root}, {{u"root"_s, {root, one(app("a"))}}});
        QCOMPARE(all.size(), 2);
        QVERIFY(all.at(0).conditions.isEmpty());
    }

    void oneNameTwiceIsAnErrorThatNamesBothPlaces()
    {
        const ApplicationList list
            = read({{u"x.yaml"_s, app("a")}, {u"y.yaml"_s, app("a") + "---\n" + app("b")}});
        const QList<AppSpec> all = arrange(list.applications, {});
        QCOMPARE(all.size(), 2);
        QVERIFY(!all.at(0).isUsable());
        const QString said = messages(all.at(0), u"InvalidSpecError"_s);
        QVERIFY2(said.contains(u"x.yaml:1"_s) && said.contains(u"y.yaml:1"_s), qPrintable(said));
        QVERIFY(all.at(1).isUsable());
    }

    void theSameDeclarationSeenTwiceIsOne()
    {
        // A workspace's path that an application of it reads, too.
        const AppSpec a = one(app("a"));
        const QList<AppSpec> all = arrange({one(app("root")), a}, {{u"root"_s, {a}}});
        QCOMPARE(all.size(), 2);
        QVERIFY(all.at(1).isUsable());
    }
};

QTEST_GUILESS_MAIN(TestAppSpec)
#include "tst_appspec.moc"
