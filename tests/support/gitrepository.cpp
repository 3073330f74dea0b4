#include "tests/support/gitrepository.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cauce::test {

GitRepository::GitRepository()
{
    QDir(m_folder.path()).mkdir(u"home"_s);
    git({u"init"_s, u"--quiet"_s, u"--bare"_s, u"--initial-branch=main"_s, bareDir()},
        m_folder.path());
    git({u"clone"_s, u"--quiet"_s, bareDir(), workDir()}, m_folder.path());
    git({u"checkout"_s, u"--quiet"_s, u"-B"_s, u"main"_s});
}

GitRepository::~GitRepository() = default;

QString GitRepository::root() const
{
    return m_folder.path();
}

QString GitRepository::bareDir() const
{
    return m_folder.filePath(u"repo.git"_s);
}

QString GitRepository::workDir() const
{
    return m_folder.filePath(u"work"_s);
}

QProcessEnvironment GitRepository::environment() const
{
    auto environment = QProcessEnvironment::systemEnvironment();
    const QString home = m_folder.filePath(u"home"_s);
    for (const QString& name : environment.keys()) {
        if (name.startsWith("GIT_"_L1) || name.startsWith("SSH_"_L1))
            environment.remove(name);
    }
    environment.insert(u"HOME"_s, home);
    environment.insert(u"XDG_CONFIG_HOME"_s, home + "/config"_L1);
    environment.insert(u"GIT_CONFIG_NOSYSTEM"_s, u"1"_s);
    environment.insert(u"GIT_TERMINAL_PROMPT"_s, u"0"_s);
    for (const QString& who : {u"AUTHOR"_s, u"COMMITTER"_s}) {
        environment.insert(u"GIT_"_s + who + u"_NAME"_s, u"Ana Prueba"_s);
        environment.insert(u"GIT_"_s + who + u"_EMAIL"_s, u"ana@example.com"_s);
        environment.insert(u"GIT_"_s + who + u"_DATE"_s, u"%1 +0000"_s.arg(m_time));
    }
    return environment;
}

QString GitRepository::git(const QStringList& arguments, const QString& folder)
{
    QProcess process;
    process.setProcessEnvironment(environment());
    process.setWorkingDirectory(folder.isEmpty() ? workDir() : folder);
    process.start(u"git"_s, arguments);
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit
        || process.exitCode() != 0)
        qFatal("git %s: %s", qPrintable(arguments.join(u' ')),
               process.readAllStandardError().constData());
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

void GitRepository::write(const QString& path, const QByteArray& content)
{
    const QString full = workDir() + u'/' + path;
    QDir().mkpath(QFileInfo(full).path());
    QFile file(full);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(full));
}

void GitRepository::remove(const QString& path)
{
    git({u"rm"_s, u"-r"_s, u"--quiet"_s, path});
}

void GitRepository::link(const QString& path, const QByteArray& target)
{
    const QString full = workDir() + u'/' + path;
    QDir().mkpath(QFileInfo(full).path());
    if (::symlink(target.constData(), QFile::encodeName(full).constData()) != 0)
        qFatal("cannot link %s", qPrintable(full));
}

QString GitRepository::commit(const QString& message)
{
    ++m_time;
    git({u"add"_s, u"--all"_s});
    git({u"commit"_s, u"--quiet"_s, u"--allow-empty"_s, u"-m"_s, message});
    return git({u"rev-parse"_s, u"HEAD"_s});
}

void GitRepository::push(const QString& branch)
{
    git({u"push"_s, u"--quiet"_s, u"origin"_s, u"HEAD:refs/heads/"_s + branch});
}

void GitRepository::forcePush(const QString& branch)
{
    git({u"push"_s, u"--quiet"_s, u"--force"_s, u"origin"_s, u"HEAD:refs/heads/"_s + branch});
}

QString GitRepository::publish(const QString& message)
{
    const QString name = commit(message);
    push();
    return name;
}

} // namespace cauce::test
