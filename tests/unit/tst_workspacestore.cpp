#include "core/base/paths.h"
#include "core/engine/workspacestore.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;

class TestWorkspaceStore : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_home;

    static Workspace shop()
    {
        Workspace w;
        w.name = u"shop"_s;
        w.repoUrl = u"https://git.example.com/team/gitops.git"_s;
        w.revision = u"main"_s;
        w.path = u"clusters/k3s"_s;
        w.context = u"kind-\"odd\" name"_s;
        w.kubeconfig = u"/home/me/.kube/config"_s;
        w.pollSeconds = 30;
        w.repoAliases.insert(u"https://example.invalid/x"_s, QString());
        w.caFile = u"/etc/ca.pem"_s;
        w.sshKeyFile = u"/home/me/.ssh/id"_s;
        return w;
    }
    static QString fileOf(const QString& name)
    {
        return paths::config() + "/workspaces/"_L1 + name + ".yaml"_L1;
    }
    static void put(const QString& name, const QByteArray& content)
    {
        QVERIFY(paths::makePrivate(paths::config() + "/workspaces"_L1));
        QVERIFY(paths::writeFile(fileOf(name), content));
    }

private slots:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CONFIG_HOME", m_home->path().toLocal8Bit());
    }

    void whatIsSavedIsReadBack()
    {
        const Workspace saved = shop();
        QVERIFY(workspaces::save(saved));
        const auto loaded = workspaces::load(u"shop"_s);
        QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().message));
        QCOMPARE(loaded->repoUrl, saved.repoUrl);
        QCOMPARE(loaded->revision, saved.revision);
        QCOMPARE(loaded->path, saved.path);
        QCOMPARE(loaded->context, saved.context);
        QCOMPARE(loaded->kubeconfig, saved.kubeconfig);
        QCOMPARE(loaded->pollSeconds, saved.pollSeconds);
        QCOMPARE(loaded->repoAliases, saved.repoAliases);
        QCOMPARE(loaded->caFile, saved.caFile);
        QCOMPARE(loaded->sshKeyFile, saved.sshKeyFile);
        QCOMPARE(workspaces::names(), QStringList {u"shop"_s});
    }

    void theFileIsForItsOwnerOnly()
    {
        QVERIFY(workspaces::save(shop()));
        const auto permissions = QFileInfo(fileOf(u"shop"_s)).permissions();
        QVERIFY(!(permissions
                  & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
    }

    void badWorkspacesAreNotSaved_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("url");
        QTest::addColumn<int>("poll");
        QTest::addColumn<QString>("says");
        const QString url = u"https://git.example.com/a.git"_s;
        QTest::newRow("path in the name") << u"../x"_s << url << 180 << u"no name"_s;
        QTest::newRow("hidden file") << u".x"_s << url << 180 << u"no name"_s;
        QTest::newRow("capitals") << u"Shop"_s << url << 180 << u"no name"_s;
        QTest::newRow("newline") << u"shop\n"_s << url << 180 << u"no name"_s;
        QTest::newRow("too long") << QString(64, u'a') << url << 180 << u"no name"_s;
        QTest::newRow("empty name") << QString() << url << 180 << u"no name"_s;
        QTest::newRow("no repository") << u"a"_s << u"  "_s << 180 << u"names no repository"_s;
        QTest::newRow("password") << u"a"_s << u"https://me:s3cret@git.example.com/a.git"_s << 180
                                  << u"holds a password"_s;
        QTest::newRow("polls too often") << u"a"_s << url << 9 << u"poll interval is 9 s"_s;
        QTest::newRow("polls too rarely") << u"a"_s << url << 86'401 << u"poll interval"_s;
    }
    void badWorkspacesAreNotSaved()
    {
        QFETCH(QString, name);
        QFETCH(QString, url);
        QFETCH(int, poll);
        QFETCH(QString, says);
        Workspace w = shop();
        w.name = name;
        w.repoUrl = url;
        w.pollSeconds = poll;
        const auto saved = workspaces::save(w);
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::Invalid);
        QVERIFY2(saved.error().message.contains(says), qPrintable(saved.error().message));
        QVERIFY(!saved.error().message.contains(u"s3cret"_s));
        QVERIFY(workspaces::names().isEmpty());
    }

    void aBrokenFileSaysWhere_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("not YAML") << QByteArray("repo: [") << u"shop.yaml:"_s;
        QTest::newRow("a list") << QByteArray("- 1\n") << u"not a mapping"_s;
        QTest::newRow("number for a text") << QByteArray("repo: 5\n") << u"repo must be a text"_s;
        QTest::newRow("text for a number")
            << QByteArray("repo: https://a.example/b\npollSeconds: often\n")
            << u"pollSeconds must be a whole number"_s;
        QTest::newRow("alias is a list")
            << QByteArray("repo: https://a.example/b\nrepoAliases: [a]\n")
            << u"repoAliases must be a mapping"_s;
        QTest::newRow("empty file") << QByteArray() << u"shop.yaml"_s;
    }
    void aBrokenFileSaysWhere()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        put(u"shop"_s, content);
        const auto loaded = workspaces::load(u"shop"_s);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().kind, ErrorKind::Invalid);
        QVERIFY2(loaded.error().message.contains(says), qPrintable(loaded.error().message));
    }

    void whatIsMissingIsNotFound()
    {
        QCOMPARE(workspaces::load(u"nothing"_s).error().kind, ErrorKind::NotFound);
        QCOMPARE(workspaces::remove(u"nothing"_s).error().kind, ErrorKind::NotFound);
        QVERIFY(workspaces::save(shop()));
        QVERIFY(workspaces::remove(u"shop"_s));
        QCOMPARE(workspaces::load(u"shop"_s).error().kind, ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceStore)
#include "tst_workspacestore.moc"
