#include "core/desired/loader.h"
#include "core/object/annotations.h"
#include "tests/support/gitrepository.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace cauce;

namespace {

const QByteArray kConfig = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n";

QByteArray config(const QByteArray& name)
{
    return QByteArray(kConfig).replace("one", name);
}

git::SourceTree treeOf(const QMap<QString, QByteArray>& files, const QString& root = u"app"_s)
{
    git::SourceTree tree;
    tree.commit = QString(40, u'a');
    tree.root = root;
    for (auto file = files.cbegin(); file != files.cend(); ++file)
        tree.files.append(
            {root.isEmpty() ? file.key() : root + u'/' + file.key(), file.value(), QByteArray()});
    return tree;
}

desired::RenderInput input()
{
    desired::RenderInput in;
    in.application = u"cart"_s;
    in.destinationNamespace = u"shop"_s;
    return in;
}

QStringList namesOf(const Result<object::ManifestSet>& set)
{
    QStringList names;
    if (!set)
        return {u"failed: "_s + set.error().message};
    for (const object::Manifest& manifest : set->manifests)
        names += manifest.name();
    return names;
}

} // namespace

class TestDirectoryRenderer : public QObject
{
    Q_OBJECT

private slots:
    void theNamespaceOfTheApplicationIsMadeUnlessGitHasIt()
    {
        auto in = input();
        const auto plain = desired::load(in, treeOf({{u"a.yaml"_s, config("a")}}));
        in.managedNamespace = desired::NamespaceMetadata {{{u"team"_s, u"x"_s}}, {}};
        const auto set = desired::load(in, treeOf({{u"a.yaml"_s, config("a")}}));
        QCOMPARE(namesOf(set), (QStringList {u"shop"_s, u"a"_s}));
        QVERIFY(set->hash != plain->hash);
        const object::Manifest& made = set->manifests.first();
        QCOMPARE(made.key(), (object::ResourceKey {{}, u"Namespace"_s, {}, u"shop"_s}));
        QVERIFY(set->generated == made.key());
        QCOMPARE(made.json().path({u"metadata", u"labels", u"team"}).toString(), u"x"_s);
        QCOMPARE(made.annotation(QString(object::annotation::syncOptions)),
                 u"ServerSideApply=true"_s);
        QVERIFY(!made.hasAnnotation(QString(object::annotation::trackingId)));

        const QByteArray own = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
        const auto git = desired::load(in, treeOf({{u"a.yaml"_s, own}}));
        QCOMPARE(namesOf(git), QStringList {u"shop"_s});
        QVERIFY(!git->generated);
        QVERIFY(git->manifests.first().hasAnnotation(QString(object::annotation::trackingId)));
        // A folder without manifests is still one.
        QVERIFY(desired::load(in, treeOf({}))->warnings.join(u' ').contains(u"holds no manifests"));
    }

    void filesAreChosenByName()
    {
        auto in = input();
        in.recurse = true;
        const auto set = desired::load(in,
                                       treeOf({{u"a.yaml"_s, config("a")},
                                               {u"b.yml"_s, config("b")},
                                               {u"c.json"_s,
                                                R"({"apiVersion":"v1","kind":"ConfigMap",)"
                                                R"("metadata":{"name":"c"}})"},
                                               {u"d.YAML"_s, config("d")},
                                               {u"e.txt"_s, config("e")},
                                               {u"sub/f.yaml"_s, config("f")}}));
        QCOMPARE(namesOf(set), (QStringList {u"a"_s, u"b"_s, u"c"_s, u"f"_s}));
    }

    void onlyTheTopFolderIsReadUnlessAsked()
    {
        const auto tree = treeOf({{u"a.yaml"_s, config("a")}, {u"sub/b.yaml"_s, config("b")}});
        QCOMPARE(namesOf(desired::load(input(), tree)), QStringList {u"a"_s});
    }

    void includeAndExclude_data()
    {
        QTest::addColumn<QString>("include");
        QTest::addColumn<QString>("exclude");
        QTest::addColumn<QString>("names");
        QTest::newRow("neither") << QString() << QString() << u"a b c"_s;
        QTest::newRow("include") << u"{a,sub/*}.yaml"_s << QString() << u"a c"_s;
        QTest::newRow("exclude") << QString() << u"sub/*"_s << u"a b"_s;
        QTest::newRow("exclude wins") << u"*"_s << u"[ab].yaml"_s << u"c"_s;
    }

    void includeAndExclude()
    {
        QFETCH(QString, include);
        QFETCH(QString, exclude);
        auto in = input();
        in.recurse = true;
        in.include = include;
        in.exclude = exclude;
        const auto set = desired::load(in,
                                       treeOf({{u"a.yaml"_s, config("a")},
                                               {u"b.yaml"_s, config("b")},
                                               {u"sub/c.yaml"_s, config("c")}}));
        QTEST(namesOf(set).join(u' '), "names");
    }

    void aBrokenPatternIsAnErrorAndNotAnEmptySet()
    {
        auto in = input();
        in.include = u"{a,b"_s;
        const auto set = desired::load(in, treeOf({{u"a.yaml"_s, kConfig}}));
        QVERIFY(!set);
        QVERIFY2(set.error().message.startsWith(u"directory.include \"{a,b\""_s),
                 qPrintable(set.error().message));
    }

    void documentsAndListsAreFlattened()
    {
        const QByteArray text = config("a") + "---\n# nothing\n---\n" + config("b")
            + "---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n"
              "  metadata:\n    name: c\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n"
              "    name: d\n";
        const auto set = desired::load(input(), treeOf({{u"all.yaml"_s, text}}));
        QCOMPARE(namesOf(set), (QStringList {u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
        QCOMPARE(set->manifests.at(1).location().toString(), u"app/all.yaml:8"_s);
    }

    void whatIsNoManifestIsIgnored_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("warnings");
        QTest::newRow("values") << QByteArray("image:\n  tag: 1\n") << 0;
        QTest::newRow("a list of scalars") << QByteArray("- a\n- b\n") << 0;
        QTest::newRow("empty") << QByteArray("") << 0;
        QTest::newRow("a template that is no YAML") << QByteArray("{{ if .x }}\na: [\n") << 1;
        QTest::newRow("marked to be skipped")
            << QByteArray("# +argocd:skip-file-rendering\n" + kConfig) << 0;
    }

    void whatIsNoManifestIsIgnored()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, warnings);
        const auto set
            = desired::load(input(), treeOf({{u"a.yaml"_s, config("a")}, {u"x.yaml"_s, text}}));
        QCOMPARE(namesOf(set), QStringList {u"a"_s});
        QCOMPARE(set->warnings.size(), warnings);
        if (warnings > 0)
            QVERIFY(set->warnings.first().startsWith(u"app/x.yaml"_s));
    }

    void oneBadDocumentFailsTheWhole_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("broken YAML that is meant as a manifest")
            << u"x.yaml"_s << QByteArray(kConfig + "data: [\n") << u"app/x.yaml:"_s;
        QTest::newRow("a second document without a kind")
            << u"x.yaml"_s << QByteArray(kConfig + "---\napiVersion: v1\n") << u"app/x.yaml:6"_s;
        QTest::newRow("a kind and no name")
            << u"x.yaml"_s << QByteArray("apiVersion: v1\nkind: ConfigMap\n") << u"app/x.yaml:1"_s;
        QTest::newRow("a duplicate key")
            << u"x.yaml"_s << QByteArray(kConfig + "kind: Secret\n") << u"app/x.yaml:5"_s;
        QTest::newRow("JSON that is no object of Kubernetes")
            << u"x.json"_s << QByteArray("{\"a\": 1}") << u"app/x.json"_s;
        QTest::newRow("JSON with something behind it")
            << u"x.json"_s
            << QByteArray(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}} {})")
            << u"app/x.json"_s;
        QTest::newRow("Jsonnet") << u"x.jsonnet"_s << QByteArray("{}")
                                 << u"app/x.jsonnet: Jsonnet is not supported yet"_s;
        QTest::newRow("a Kustomization below")
            << u"x.yaml"_s
            << QByteArray("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")
            << u"app/x.yaml"_s;
    }

    void oneBadDocumentFailsTheWhole()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const auto set = desired::load(input(), treeOf({{u"a.yaml"_s, config("a")}, {file, text}}));
        QVERIFY2(!set, qPrintable(namesOf(set).join(u' ')));
        QCOMPARE(set.error().kind, ErrorKind::Invalid);
        QVERIFY2(set.error().message.startsWith(says), qPrintable(set.error().message));
    }

    void anImageManifestInJsonIsTolerated()
    {
        const auto set = desired::load(
            input(),
            treeOf({{u"oci.json"_s,
                     R"({"mediaType":"application/vnd.oci.image.manifest.v1+json"})"}}));
        QCOMPARE(namesOf(set), QStringList());
    }

    void anEmptyPathIsAnEmptySetWithAWarning()
    {
        const auto set = desired::load(input(), treeOf({}));
        QVERIFY(set);
        QVERIFY(set->manifests.isEmpty());
        QCOMPARE(set->warnings, QStringList {u"\"app\" holds no manifests"_s});
        QCOMPARE(set->hash.size(), 64);
    }

    void unsupportedSourcesSaySo_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("says");
        QTest::newRow("kustomization.yaml")
            << u"kustomization.yaml"_s << u"Kustomize sources are not supported yet"_s;
        QTest::newRow("kustomization.yml")
            << u"kustomization.yml"_s << u"Kustomize sources are not supported yet"_s;
        QTest::newRow("Kustomization")
            << u"Kustomization"_s << u"Kustomize sources are not supported yet"_s;
        QTest::newRow("a chart") << u"Chart.yaml"_s << u"Helm sources are not supported yet"_s;
        QTest::newRow("overrides") << u".argocd-source.yaml"_s << u"not supported yet"_s;
        QTest::newRow("own overrides") << u".argocd-source-cart.yaml"_s << u"not supported yet"_s;
    }

    void unsupportedSourcesSaySo()
    {
        QFETCH(QString, file);
        QFETCH(QString, says);
        const auto tree = treeOf({{u"a.yaml"_s, kConfig}, {file, "name: x\n"}});
        const auto set = desired::load(input(), tree);
        QVERIFY(!set);
        QCOMPARE(set.error().kind, ErrorKind::Invalid);
        QVERIFY2(set.error().message.contains(says), qPrintable(set.error().message));
    }

    void onlyTheFolderItselfTellsTheKindOfSource()
    {
        auto in = input();
        const auto tree = treeOf({{u"a.yaml"_s, config("a")},
                                  {u".argocd-source-other.yaml"_s, "x: 1\n"},
                                  {u"base/kustomization.yaml"_s, "resources: []\n"}});
        QCOMPARE(namesOf(desired::load(in, tree)), QStringList {u"a"_s});
        in.recurse = true; // the options of a directory make it one
        const auto chart = treeOf({{u"a.yaml"_s, config("a")}, {u"Chart.yaml"_s, "name: x\n"}});
        QCOMPARE(namesOf(desired::load(in, chart)), QStringList {u"a"_s});
    }

    void kustomizeWinsOverHelm()
    {
        const auto set = desired::load(
            input(), treeOf({{u"Chart.yaml"_s, "x: 1\n"}, {u"kustomization.yaml"_s, "x: 1\n"}}));
        QVERIFY(set.error().message.startsWith(u"Kustomize"_s));
    }

    void tooMuchIsRefusedInMegabytes()
    {
        auto in = input();
        const QByteArray large = kConfig + '#' + QByteArray(6'000'000, 'x') + '\n';
        const auto set = desired::load(in, treeOf({{u"a.yaml"_s, large}, {u"b.yaml"_s, large}}));
        QVERIFY(!set);
        QCOMPARE(set.error().message,
                 u"the manifests below \"app\" are 12.0 MB, more than the limit of 10.0 MB"_s);
        in.exclude = u"b.yaml"_s; // what is not read does not count
        QCOMPARE(namesOf(desired::load(in, treeOf({{u"a.yaml"_s, large}, {u"b.yaml"_s, large}}))),
                 QStringList {u"one"_s});
    }

    void oneIdentityTwiceNamesBothPlaces()
    {
        const auto set = desired::load(
            input(),
            treeOf({{u"a.yaml"_s, kConfig}, {u"b.yaml"_s, config("x") + "---\n" + kConfig}}));
        QVERIFY(!set);
        QCOMPARE(set.error().message,
                 u"ConfigMap shop/one is declared twice: app/a.yaml:1 and app/b.yaml:6"_s);
    }

    void sameNamesInTwoNamespacesAreTwoObjects()
    {
        const auto set = desired::load(
            input(), treeOf({{u"a.yaml"_s, kConfig}, {u"b.yaml"_s, kConfig + "  namespace: b\n"}}));
        QCOMPARE(namesOf(set), (QStringList {u"one"_s, u"one"_s}));
    }

    void theHashFollowsTheContentOnly()
    {
        const auto hashOf = [](const git::SourceTree& tree, const desired::RenderInput& in) {
            return desired::load(in, tree)->hash;
        };
        auto tree = treeOf({{u"a.yaml"_s, config("a")}, {u"b.yaml"_s, config("b")}});
        const QByteArray hash = hashOf(tree, input());
        std::reverse(tree.files.begin(), tree.files.end());
        QCOMPARE(hashOf(tree, input()), hash);
        QCOMPARE(namesOf(desired::load(input(), tree)), (QStringList {u"a"_s, u"b"_s}));

        // Other files, other layout, other comments: the same objects.
        QCOMPARE(hashOf(treeOf({{u"all.yaml"_s,
                                 "# b first\n" + config("b")
                                     + "---\nkind: ConfigMap\nmetadata: {name: a}\n"
                                       "apiVersion: v1\n"}}),
                        input()),
                 hash);
        auto elsewhere = input();
        elsewhere.destinationNamespace = u"other"_s;
        QVERIFY(hashOf(tree, elsewhere) != hash);
        tree.files.first().content += "data: {x: '1'}\n";
        QVERIFY(hashOf(tree, input()) != hash);
    }

    void everyObjectIsPlacedAndTracked()
    {
        const auto set = desired::load(input(), treeOf({{u"a.yaml"_s, kConfig}}));
        QCOMPARE(set->manifests.first().nameSpace(), u"shop"_s);
        QCOMPARE(set->manifests.first().annotation(QString(object::annotation::trackingId)),
                 u"cart:/ConfigMap:shop/one"_s);
        QCOMPARE(set->manifests.first().location().toString(), u"app/a.yaml:1"_s);
    }

    void aDefinitionInTheSetTellsTheScopeOfItsObjects()
    {
        const QByteArray text
            = "apiVersion: acme.io/v1\nkind: Grid\nmetadata:\n  name: g\n---\n"
              "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
              "metadata:\n  name: grids.acme.io\nspec:\n  group: acme.io\n  scope: Cluster\n"
              "  names:\n    kind: Grid\n";
        const auto set = desired::load(input(), treeOf({{u"a.yaml"_s, text}}));
        QCOMPARE(set->manifests.first().nameSpace(), QString());
    }

    void stringDataIsFolded()
    {
        const QByteArray text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n"
                                "data:\n  a: b2xk\n  b: a2VwdA==\nstringData:\n  a: new\n";
        const auto set = desired::load(input(), treeOf({{u"a.yaml"_s, text}}));
        const object::Json& json = set->manifests.first().json();
        QVERIFY(!json.contains(u"stringData"));
        QCOMPARE(json.path({u"data", u"a"}).toString(), u"bmV3"_s);
        QCOMPARE(json.path({u"data", u"b"}).toString(), u"a2VwdA=="_s);
    }

    void whatTheServerWillRefuseStaysAsItIs()
    {
        const QByteArray text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n"
                                "stringData:\n  a: 5\n";
        const auto set = desired::load(input(), treeOf({{u"a.yaml"_s, text}}));
        QVERIFY(set->manifests.first().json().contains(u"stringData"));
    }

    void excludedKindsAreLeftOutWithAWarning()
    {
        const QByteArray lease = "apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata:\n"
                                 "  name: l\n";
        const auto set
            = desired::load(input(), treeOf({{u"a.yaml"_s, kConfig}, {u"l.yaml"_s, lease}}));
        QCOMPARE(namesOf(set), QStringList {u"one"_s});
        QCOMPARE(set->warnings.size(), 1);
        QVERIFY(set->warnings.first().startsWith(u"app/l.yaml:1"_s));
    }

    void aPathThatNamesAFileIsThatFile()
    {
        git::SourceTree tree;
        tree.root = u"clusters/k3s/root-app.yaml"_s;
        tree.files = {{tree.root, kConfig, {}}};
        QCOMPARE(namesOf(desired::load(input(), tree)), QStringList {u"one"_s});
    }

    void theFilterSeesWhatTheLoaderNeeds()
    {
        test::GitRepository repository;
        repository.write(u"app/Kustomization"_s, "resources: []\n");
        repository.write(u"app/values.txt"_s, "x\n");
        const QString commit = repository.commit(u"one"_s);
        const auto tree = git::readTree(repository.workDir() + u"/.git"_s, commit, u"app"_s,
                                        desired::filterFor(input()));
        QVERIFY2(tree, qPrintable(tree ? QString() : tree.error().message));
        QVERIFY(desired::load(input(), *tree).error().message.startsWith(u"Kustomize"_s));
    }

    void aSubmoduleIsNotTakenForNothing()
    {
        test::GitRepository repository;
        repository.write(u"app/a.yaml"_s, kConfig);
        const QString first = repository.commit(u"one"_s);
        repository.git({u"update-index"_s, u"--add"_s, u"--cacheinfo"_s,
                        u"160000,"_s + first + u",app/module"_s});
        repository.git({u"commit"_s, u"-q"_s, u"-m"_s, u"two"_s});
        const QString commit = repository.git({u"rev-parse"_s, u"HEAD"_s});
        auto in = input();
        const auto read = [&] {
            return *git::readTree(repository.workDir() + u"/.git"_s, commit, u"app"_s,
                                  desired::filterFor(in));
        };
        QCOMPARE(namesOf(desired::load(in, read())), QStringList {u"one"_s});
        in.recurse = true;
        const auto set = desired::load(in, read());
        QVERIFY(!set);
        QVERIFY2(set.error().message.startsWith(u"app/module: a submodule"_s),
                 qPrintable(set.error().message));
    }
};

QTEST_GUILESS_MAIN(TestDirectoryRenderer)
#include "tst_directoryrenderer.moc"
