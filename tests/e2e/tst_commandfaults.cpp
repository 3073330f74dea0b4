#include "tests/support/gitserver.h"
#include "tests/support/story.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace cauce::test;

#define VERIFY_SAYS(text, wanted) QVERIFY2((text).contains(wanted), qPrintable(text))

//! What the command line wants of a person, and what it says when something is not there.
class TestCommandFaults : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Story> m_story;
    QByteArray m_path;

    CommandResult open(const QStringList& more = {})
    {
        return m_story->cauce(QStringList {u"open"_s, u"--repo"_s, m_story->bareDir(),
                                           u"--revision"_s, u"main"_s, u"--path"_s,
                                           u"clusters/k3s"_s, u"--name"_s, u"w"_s}
                              + more);
    }
    QStringList names(const QString& kinds)
    {
        return m_story->kubectl({u"get"_s, kinds, u"-o"_s, u"name"_s})
            .split(u'\n', Qt::SkipEmptyParts);
    }

private slots:
    void initTestCase()
    {
        if (const QString reason = ControlPlane::unavailableReason(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        QVERIFY(ControlPlane::shared());
        m_path = qgetenv("PATH");
    }

    void init()
    {
        if (m_path.isNull())
            QSKIP("no control plane");
        m_story = std::make_unique<Story>(ControlPlane::shared());
        m_story->writeApp("nginx:1.25-alpine");
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, {}}});
        m_story->repo().publish(u"Begin"_s);
    }

    void cleanup()
    {
        if (!m_path.isNull())
            qputenv("PATH", m_path);
    }

    void anUnknownSshServerIsAcceptedByItsFingerprintOnly()
    {
        GitSshServer ssh;
        qputenv("PATH", ssh.clientPath().toUtf8() + ':' + m_path);
        const QStringList repo {u"open"_s,         u"--repo"_s,  ssh.url(m_story->bareDir()),
                                u"--revision"_s,   u"main"_s,    u"--path"_s,
                                u"clusters/k3s"_s, u"--name"_s,  u"w"_s,
                                u"--ssh-key"_s,    ssh.keyFile()};
        const CommandResult opened = m_story->cauce(repo);
        VERIFY_RUN(opened, 0);
        static const QRegularExpression advice(
            u"cauce refresh --workspace w --accept-host-key (SHA256:[A-Za-z0-9+/]{43})"_s);
        const auto match = advice.match(opened.err);
        QVERIFY2(match.hasMatch(), qPrintable(opened.err));
        const QString shown = match.captured(1);
        const QStringList real {ssh.fingerprint(), ssh.fingerprint(u"rsa"_s)};
        QVERIFY2(real.contains(shown), qPrintable(shown));

        const CommandResult refused = m_story->cauce({u"list"_s});
        VERIFY_RUN(refused, 2);
        VERIFY_SAYS(refused.err, u"--accept-host-key "_s + shown);
        const auto accept = [this](const QString& fingerprint) {
            return m_story->cauce({u"refresh"_s, u"--accept-host-key"_s, fingerprint});
        };
        VERIFY_RUN(accept(u"yes"_s), 2);
        const CommandResult other = accept(u"SHA256:"_s + QString(43, u'a'));
        VERIFY_RUN(other, 2);
        VERIFY_SAYS(other.err, u"no key was accepted"_s);
        VERIFY_SAYS(other.err, shown);
        QVERIFY(ssh.commands().isEmpty()); // nothing was asked of it so far

        const CommandResult accepted = accept(shown);
        VERIFY_RUN(accepted, 0);
        VERIFY_SAYS(accepted.out, u"Accepted the "_s);
        VERIFY_SAYS(accepted.out, m_story->app());
        VERIFY_RUN(m_story->cauce({u"list"_s}), 0);

        // Another key under the same name is no question.
        ssh.changeHostKeys();
        const CommandResult changed = m_story->cauce({u"refresh"_s});
        QCOMPARE(changed.code, 2);
        VERIFY_SAYS(changed.err, u"HAS CHANGED"_s);
        QVERIFY2(!changed.err.contains(u"--accept-host-key"_s), qPrintable(changed.err));
    }

    void openAcceptsAHostKeyToo()
    {
        GitSshServer ssh;
        qputenv("PATH", ssh.clientPath().toUtf8() + ':' + m_path);
        QStringList repo {u"open"_s,
                          u"--repo"_s,
                          ssh.url(m_story->bareDir()),
                          u"--path"_s,
                          u"clusters/k3s"_s,
                          u"--name"_s,
                          u"w"_s,
                          u"--ssh-key"_s,
                          ssh.keyFile(),
                          u"--accept-host-key"_s};
        const CommandResult other
            = m_story->cauce(repo + QStringList {u"SHA256:"_s + QString(43, u'b')});
        VERIFY_RUN(other, 2);
        const CommandResult opened = m_story->cauce(repo + QStringList {ssh.fingerprint()});
        VERIFY_RUN(opened, 0);
        VERIFY_SAYS(opened.out, u"Accepted the ED25519 key"_s);
        VERIFY_RUN(m_story->cauce({u"list"_s}), 0);
    }

    void whatDestroysMoreThanItselfIsNamed()
    {
        m_story->repo().write(u"apps/example-app/claim.yaml"_s,
                              "apiVersion: v1\nkind: PersistentVolumeClaim\n"
                              "metadata: {name: data}\nspec:\n  accessModes: [ReadWriteOnce]\n"
                              "  resources: {requests: {storage: 1Gi}}\n"
                              "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: old}\n");
        m_story->repo().publish(u"Keep data"_s);
        VERIFY_RUN(open(), 0);
        VERIFY_RUN(m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s}), 0);
        m_story->repo().remove(u"apps/example-app/claim.yaml"_s);
        m_story->repo().publish(u"Drop it"_s);

        const QStringList sync {u"sync"_s, m_story->app(), u"--yes"_s};
        const QString claim = u"persistentvolumeclaim/data"_s;
        const CommandResult alone
            = m_story->cauce(sync + QStringList {u"--confirm-delete"_s, claim});
        VERIFY_RUN(alone, 2);
        VERIFY_SAYS(alone.err, u"--prune"_s);
        const CommandResult wrong = m_story->cauce(
            sync + QStringList {u"--prune"_s, u"--confirm-delete"_s, u"Namespace/data"_s});
        VERIFY_RUN(wrong, 2);
        VERIFY_SAYS(wrong.err, u"PersistentVolumeClaim/%1/data"_s.arg(m_story->nameSpace()));
        QVERIFY(names(u"configmaps"_s).contains(u"configmap/old"_s)); // nothing at all was written

        const CommandResult pruned = m_story->cauce(sync + QStringList {u"--prune"_s});
        VERIFY_RUN(pruned, 0);
        VERIFY_SAYS(pruned.out,
                    u"--confirm-delete PersistentVolumeClaim/%1/data"_s.arg(m_story->nameSpace()));
        QVERIFY(!names(u"configmaps"_s).contains(u"configmap/old"_s));
        QCOMPARE(names(u"pvc"_s).size(), 1);

        const QStringList confirmed
            = sync + QStringList {u"--prune"_s, u"--confirm-delete"_s, claim};
        const CommandResult unnamed = m_story->cauce(confirmed);
        VERIFY_RUN(unnamed, 2);
        VERIFY_SAYS(unnamed.err, u"--confirm "_s + m_story->app());
        QCOMPARE(names(u"pvc"_s).size(), 1);
        VERIFY_RUN(m_story->cauce(confirmed + QStringList {u"--confirm"_s, m_story->app()}), 0);
        QTRY_VERIFY(names(u"pvc"_s).isEmpty());
    }

    void aMissingDefinitionIsNamedAndTheRestIsApplied()
    {
        m_story->repo().write(u"apps/example-app/gadget.yaml"_s,
                              "apiVersion: nowhere.example/v1\nkind: Gizmo\n"
                              "metadata: {name: g}\n");
        m_story->repo().publish(u"Want a gizmo"_s);
        VERIFY_RUN(open(), 0);
        const CommandResult run = m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s});
        VERIFY_RUN(run, 0);
        VERIFY_SAYS(run.out, u"does not serve nowhere.example/v1 Gizmo"_s);
        VERIFY_SAYS(run.out, u"created Service"_s);
        const CommandResult shown = m_story->cauce({u"get"_s, m_story->app()});
        VERIFY_SAYS(shown.out, u"MissingKindWarning"_s);
        VERIFY_SAYS(shown.out, u"OutOfSync"_s);
    }

    void aKubeconfigThatIsDamagedIsSaidWithItsLine()
    {
        VERIFY_RUN(open(), 0);
        QFile file(m_story->repo().root() + u"/broken"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("apiVersion: v1\nclusters: [{name: k, clu");
        file.close();
        const CommandResult run = open({u"--kubeconfig"_s, file.fileName()});
        VERIFY_RUN(run, 2);
        VERIFY_SAYS(run.err, u"broken:3:1"_s);
    }
};

QTEST_GUILESS_MAIN(TestCommandFaults)
#include "tst_commandfaults.moc"
