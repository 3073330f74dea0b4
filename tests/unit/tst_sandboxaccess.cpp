#include "core/sandbox/accessfiles.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;

//! Certificates, tokens and kubeconfigs in the sandbox's folder.
class TestSandboxAccess : public QObject
{
    Q_OBJECT

private slots:
    void anIdentityIsUsable()
    {
        const auto identity = makeServerIdentity();
        QVERIFY(identity);
        QVERIFY(isUsable(*identity));
        const auto other = makeServerIdentity();
        QVERIFY(other);
        QVERIFY(!isUsable({identity->authority, identity->certificate, other->key}));
        QVERIFY(!isUsable({other->authority, identity->certificate, identity->key}));
        QVERIFY(!isUsable({{}, identity->certificate, identity->key}));
    }

    void tokensDiffer()
    {
        QCOMPARE(makeToken().size(), 32);
        QVERIFY(makeToken() != makeToken());
    }

    void accessStaysOverARestart()
    {
        const QTemporaryDir folder;
        const AccessFiles files(folder.path());
        const auto first = files.prepare();
        QVERIFY(first);
        QVERIFY(files.write(*first, u"https://127.0.0.1:1"_s));
        const auto second = files.prepare();
        QVERIFY(second);
        QCOMPARE(second->adminToken, first->adminToken);
        QCOMPARE(second->identity.certificate, first->identity.certificate);
    }

    void aDamagedAccessIsMadeAnew()
    {
        const QTemporaryDir folder;
        const AccessFiles files(folder.path());
        const auto first = files.prepare();
        QVERIFY(first);
        QFile file(files.access);
        QVERIFY(file.resize(file.size() / 2));
        const auto second = files.prepare();
        QVERIFY(second);
        QVERIFY(second->adminToken != first->adminToken);
        QVERIFY(isUsable(second->identity));
    }

    void secretsAreTheOwnersAlone()
    {
        const QTemporaryDir folder;
        const AccessFiles files(folder.path());
        const auto access = files.prepare();
        QVERIFY(access);
        QVERIFY(files.write(*access, u"https://127.0.0.1:1"_s));
        for (const QString& path : {files.access, files.kubeconfig, files.nobodyKubeconfig})
            QCOMPARE(QFileInfo(path).permissions() & 0x0fff,
                     QFile::ReadUser | QFile::WriteUser); // no group, no others
        QVERIFY(content(files.kubeconfig).contains(access->adminToken));
        QVERIFY(!content(files.kubeconfig).contains(access->nobodyToken));
        QVERIFY(content(files.nobodyKubeconfig).contains(access->nobodyToken));
    }

    void whatIsNotOursStays_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("kubeconfig") << u"kubeconfig"_s;
        QTest::newRow("nobody.kubeconfig") << u"nobody.kubeconfig"_s;
        QTest::newRow("ca.crt") << u"ca.crt"_s;
        QTest::newRow("access.json") << u"access.json"_s;
    }

    void whatIsNotOursStays()
    {
        QFETCH(QString, name);
        const QTemporaryDir folder;
        const QString path = folder.filePath(name);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("apiVersion: v1\n# somebody's\n");
        file.close();
        const auto access = AccessFiles(folder.path()).prepare();
        QVERIFY(!access);
        QCOMPARE(access.error().kind, ErrorKind::Io);
        QVERIFY2(access.error().message.contains(path), qPrintable(access.error().message));
        QCOMPARE(content(path), QByteArray("apiVersion: v1\n# somebody's\n"));
    }

    void aMissingFolderIsNamed()
    {
        const auto access = AccessFiles(u"/nonexistent/folder"_s).prepare();
        QVERIFY(!access);
        QVERIFY(access.error().message.contains("/nonexistent/folder"_L1));
    }

private:
    static QByteArray content(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

QTEST_GUILESS_MAIN(TestSandboxAccess)
#include "tst_sandboxaccess.moc"
