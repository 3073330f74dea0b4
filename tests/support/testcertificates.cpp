#include "tests/support/testcertificates.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace cauce::test::certificates {

namespace {

QString folder()
{
    static const QTemporaryDir dir;
    return dir.path();
}

QString fileOf(const QString& name, const char* suffix)
{
    return folder() + u'/' + name + QLatin1String(suffix);
}

void openssl(const QStringList& arguments)
{
    QProcess process;
    process.setWorkingDirectory(folder());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"openssl"_s, arguments);
    if (!process.waitForFinished() || process.exitStatus() != QProcess::NormalExit
        || process.exitCode() != 0) {
        qFatal("openssl %s: %s", qPrintable(arguments.join(u' ')), process.readAll().constData());
    }
}

QStringList newKey(const QString& name)
{
    if (name.startsWith("rsa"_L1))
        return {u"-newkey"_s, u"rsa:2048"_s};
    if (name == "ed25519"_L1)
        return {u"-newkey"_s, u"ed25519"_s};
    return {u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:P-256"_s};
}

void makeAuthority(const QString& name)
{
    openssl(QStringList {u"req"_s, u"-x509"_s, u"-nodes"_s, u"-days"_s, u"30"_s, u"-subj"_s,
                         "/CN=authority "_L1 + name, u"-keyout"_s, name + ".key"_L1, u"-out"_s,
                         name + ".crt"_L1}
            + newKey(name));
}

void makeSigned(const QString& name)
{
    const bool server = name.startsWith("server"_L1);
    const QString authority = name == "server-stranger"_L1 ? u"stranger"_s : u"ca"_s;
    (void)certificate(authority);
    QString extensions = u"basicConstraints=critical,CA:FALSE\n"_s;
    if (!server)
        extensions += "extendedKeyUsage=clientAuth\n"_L1;
    else if (name == "server-elsewhere"_L1)
        extensions += "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:elsewhere.example\n"_L1;
    else
        extensions += "extendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1,DNS:localhost\n"_L1;
    QFile extensionFile(fileOf(name, ".ext"));
    if (!extensionFile.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(extensionFile.fileName()));
    extensionFile.write(extensions.toLatin1());
    extensionFile.close();
    openssl(QStringList {u"req"_s, u"-new"_s, u"-nodes"_s, u"-subj"_s,
                         (server ? "/CN="_L1 : "/O=testers/CN="_L1) + name, u"-keyout"_s,
                         name + ".key"_L1, u"-out"_s, name + ".csr"_L1}
            + newKey(name));
    openssl({u"x509"_s, u"-req"_s, u"-in"_s, name + ".csr"_L1, u"-CA"_s, authority + ".crt"_L1,
             u"-CAkey"_s, authority + ".key"_L1, u"-CAcreateserial"_s, u"-extfile"_s,
             name + ".ext"_L1, u"-days"_s, name == "server-expired"_L1 ? u"-1"_s : u"30"_s,
             u"-out"_s, name + ".crt"_L1});
    if (name == "rsa-pkcs1"_L1)
        openssl(
            {u"rsa"_s, u"-traditional"_s, u"-in"_s, name + ".key"_L1, u"-out"_s, name + ".key"_L1});
    if (name == "ec-sec1"_L1)
        openssl({u"ec"_s, u"-in"_s, name + ".key"_L1, u"-out"_s, name + ".key"_L1});
}

void ensure(const QString& name)
{
    if (QFile::exists(fileOf(name, ".crt")))
        return;
    if (name == "ca"_L1 || name == "stranger"_L1)
        makeAuthority(name);
    else
        makeSigned(name);
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

} // namespace

QByteArray certificate(const QString& name)
{
    return contentOf(certificateFile(name));
}

QByteArray key(const QString& name)
{
    return contentOf(keyFile(name));
}

QString certificateFile(const QString& name)
{
    ensure(name);
    return fileOf(name, ".crt");
}

QString keyFile(const QString& name)
{
    ensure(name);
    return fileOf(name, ".key");
}

} // namespace cauce::test::certificates
