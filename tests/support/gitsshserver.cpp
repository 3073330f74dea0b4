#include "tests/support/gitserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cauce::test {

namespace {

QByteArray run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        qFatal("%s %s: %s", qPrintable(program), qPrintable(arguments.join(u' ')),
               process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

void writeText(const QString& path, const QByteArray& text, bool isProgram = false)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(path));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner
                        | (isProgram ? QFile::ExeOwner : QFile::Permissions()));
}

QByteArray textOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString accountName()
{
    const passwd* entry = ::getpwuid(::geteuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : u"root"_s;
}

int freePort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost);
    return probe.serverPort();
}

void makeKey(const QString& path, const QString& type)
{
    QFile::remove(path);
    QFile::remove(path + u".pub"_s);
    QStringList arguments {u"-q"_s, u"-t"_s,   type,    u"-N"_s, u""_s,
                           u"-C"_s, u"test"_s, u"-f"_s, path};
    if (type == "rsa"_L1)
        arguments << u"-b"_s << u"2048"_s;
    run(u"ssh-keygen"_s, arguments);
}

} // namespace

GitSshServer::GitSshServer()
    : m_port(freePort())
{
    makeKeys();
    QByteArray known;
    for (const QString& type : {u"ed25519"_s, u"rsa"_s}) {
        const QList<QByteArray> words = textOf(file(u"host_"_s + type + u".pub"_s)).split(' ');
        known += "[127.0.0.1]:" + QByteArray::number(m_port) + ' ' + words.value(0) + ' '
            + words.value(1) + '\n';
    }
    writeText(knownHostsFile(), known);
    writeText(file(u"run"_s),
              "#!/bin/sh\nprintf '%s\\n' \"$SSH_ORIGINAL_COMMAND\" >> '"
                  + file(u"commands"_s).toUtf8() + "'\nexec sh -c \"$SSH_ORIGINAL_COMMAND\"\n",
              true);
    QDir(m_folder.path()).mkdir(u"bin"_s);
    configureClient(u"/dev/null"_s);
    const QByteArray real = run(u"sh"_s, {u"-c"_s, u"command -v ssh"_s}).trimmed();
    writeText(file(u"bin/ssh"_s),
              "#!/bin/sh\nexec " + real + " -F '" + file(u"client_config"_s).toUtf8()
                  + "' \"$@\"\n",
              true);
    start();
}

GitSshServer::~GitSshServer()
{
    stop();
}

QString GitSshServer::file(const QString& name) const
{
    return m_folder.filePath(name);
}

void GitSshServer::configureClient(const QString& knownHosts)
{
    writeText(file(u"client_config"_s),
              "Host *\n  IdentityAgent none\n  UserKnownHostsFile " + QFile::encodeName(knownHosts)
                  + "\n  GlobalKnownHostsFile /dev/null\n");
}

void GitSshServer::setUserKnownHostsFile(const QString& file)
{
    configureClient(file);
}

void GitSshServer::makeKeys()
{
    for (const QString& type : {u"ed25519"_s, u"rsa"_s})
        makeKey(file(u"host_"_s + type), type);
    if (QFile::exists(keyFile()))
        return;
    makeKey(keyFile(), u"ed25519"_s);
    makeKey(keyFile(u"rsa"_s), u"rsa"_s);
    makeKey(strangerKeyFile(), u"ed25519"_s);
    writeText(file(u"authorized_keys"_s),
              textOf(keyFile() + u".pub"_s) + textOf(keyFile(u"rsa"_s) + u".pub"_s));
}

void GitSshServer::start()
{
    if (::geteuid() == 0)
        QDir().mkpath(u"/run/sshd"_s); // sshd's folder for privilege separation
    const QByteArray folder = m_folder.path().toUtf8();
    writeText(file(u"sshd_config"_s),
              "ListenAddress 127.0.0.1\nPort " + QByteArray::number(m_port) + "\nHostKey " + folder
                  + "/host_ed25519\nHostKey " + folder + "/host_rsa\nAuthorizedKeysFile " + folder
                  + "/authorized_keys\nForceCommand " + folder
                  + "/run\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
                    "KbdInteractiveAuthentication no\nPermitRootLogin yes\nPidFile none\n"
                    "AcceptEnv GIT_PROTOCOL\nMaxStartups 100\nLogLevel VERBOSE\n");
    m_process = std::make_unique<QProcess>();
    m_process->setStandardErrorFile(file(u"sshd.log"_s), QIODevice::Append);
    m_process->start(u"/usr/sbin/sshd"_s, {u"-D"_s, u"-e"_s, u"-f"_s, file(u"sshd_config"_s)});
    QElapsedTimer time;
    time.start();
    for (;;) {
        QTcpSocket probe;
        probe.connectToHost(QHostAddress::LocalHost, quint16(m_port));
        if (probe.waitForConnected(200))
            return;
        if (time.elapsed() > 20'000 || m_process->state() == QProcess::NotRunning)
            qFatal("sshd does not start: %s", textOf(file(u"sshd.log"_s)).constData());
        QThread::msleep(20);
    }
}

void GitSshServer::stop()
{
    m_process->terminate();
    if (!m_process->waitForFinished(5'000)) {
        m_process->kill();
        m_process->waitForFinished();
    }
}

QString GitSshServer::url(const QString& repositoryDir) const
{
    return u"ssh://%1@127.0.0.1:%2%3"_s.arg(accountName()).arg(m_port).arg(repositoryDir);
}

QString GitSshServer::keyFile(const QString& type) const
{
    return file(u"client_"_s + type);
}

QString GitSshServer::strangerKeyFile() const
{
    return file(u"stranger"_s);
}

QString GitSshServer::knownHostsFile() const
{
    return file(u"known_hosts"_s);
}

QString GitSshServer::fingerprint(const QString& type) const
{
    const auto words
        = run(u"ssh-keygen"_s, {u"-l"_s, u"-f"_s, file(u"host_"_s + type + u".pub"_s)}).split(' ');
    return QString::fromLatin1(words.value(1));
}

QString GitSshServer::clientPath() const
{
    return file(u"bin"_s);
}

void GitSshServer::changeHostKeys()
{
    stop();
    makeKeys();
    start();
}

QStringList GitSshServer::commands() const
{
    return QString::fromUtf8(textOf(file(u"commands"_s))).split(u'\n', Qt::SkipEmptyParts);
}

} // namespace cauce::test
