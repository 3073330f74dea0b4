#pragma once

#include "core/sandbox/sandbox.h"
#include "tests/support/storycluster.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace cauce::test {

//! The story on the sandbox, in this process.
class SandboxCluster : public StoryCluster
{
public:
    SandboxCluster()
        : m_sandbox({.folder = m_folder.path()})
    { }

    static QString unavailableReason()
    {
        return program().isEmpty() ? QStringLiteral("kubectl is not installed") : QString();
    }
    //! Call it once. That it cannot is a failure, and no reason to skip.
    Result<void> start() { return m_sandbox.start(); }

    QString kubeconfig() const override { return m_sandbox.kubeconfig(); }
    Result<QByteArray> kubectl(const QStringList& arguments) const override
    {
        QProcess process;
        process.start(program(),
                      QStringList {QStringLiteral("--kubeconfig"), kubeconfig(),
                                   QStringLiteral("--cache-dir"),
                                   m_folder.filePath(QStringLiteral("kubectl"))}
                          + arguments);
        if (!process.waitForFinished(60'000))
            return fail(ErrorKind::Timeout, process.errorString());
        if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
            return fail(ErrorKind::Invalid,
                        QString::fromUtf8(process.readAllStandardError()).trimmed());
        return process.readAllStandardOutput();
    }
    qint64 mark() const override { return qint64(m_sandbox.effects().size()); }
    QStringList writesSince(qint64 mark, const QString& nameSpace) const override
    {
        QStringList writes;
        const std::vector<sandbox::Effect> effects = m_sandbox.effects();
        for (size_t i = size_t(mark); i < effects.size(); ++i) {
            if (effects[i].manager == QLatin1String("cauce")
                && effects[i].key.nameSpace == nameSpace)
                writes.append(effects[i].verb + u' ' + effects[i].key.toString());
        }
        return writes;
    }

private:
    static QString program()
    {
        const QString built
            = qEnvironmentVariable("CAUCE_CONTROLPLANE_BIN") + QStringLiteral("/kubectl");
        return QFile::exists(built) ? built
                                    : QStandardPaths::findExecutable(QStringLiteral("kubectl"));
    }

    QTemporaryDir m_folder;
    sandbox::Sandbox m_sandbox;
};

} // namespace cauce::test
