#include "tests/support/gitserver.h"

#include <QDir>
#include <QFile>
#include <QMutex>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QThread>

using namespace Qt::StringLiterals;

namespace cauce::test {

struct GitHttpServer::State
{
    QTemporaryDir keys;
    QString folder;
    QString backend; //!< git-http-backend
    QString home;
    bool isSecure = true;
    int port = 0;
    mutable QMutex mutex; //!< guards what follows
    Behaviour behaviour;
    QByteArray login; //!< "user:password"; empty wants none
    QList<Request> requests;
};

namespace {

void openssl(const QString& folder, const QStringList& arguments)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(u"openssl"_s, arguments);
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        qFatal("openssl %s: %s", qPrintable(arguments.join(u' ')),
               process.readAllStandardError().constData());
}

void makeCertificates(const QString& folder, GitHttpServer::Certificate kind)
{
    using Kind = GitHttpServer::Certificate;
    const auto key = [&](const QString& name) {
        openssl(folder,
                {u"ecparam"_s, u"-genkey"_s, u"-name"_s, u"prime256v1"_s, u"-noout"_s, u"-out"_s,
                 name});
    };
    key(u"ca.key"_s);
    key(u"server.key"_s);
    openssl(folder,
            {u"req"_s, u"-x509"_s, u"-key"_s, u"ca.key"_s, u"-subj"_s, u"/CN=Test CA"_s, u"-days"_s,
             u"2"_s, u"-out"_s, u"ca.pem"_s});
    QFile names(folder + u"/names"_s);
    if (!names.open(QIODevice::WriteOnly))
        qFatal("cannot write the certificate's names");
    names.write(kind == Kind::OtherName
                    ? "subjectAltName=DNS:other.example\n"
                    : "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:git.example.test\n");
    names.close();
    openssl(folder,
            {u"req"_s, u"-new"_s, u"-key"_s, u"server.key"_s, u"-subj"_s, u"/CN=git"_s, u"-out"_s,
             u"server.csr"_s});
    QStringList sign {u"x509"_s,     u"-req"_s,
                      u"-in"_s,      u"server.csr"_s,
                      u"-extfile"_s, u"names"_s,
                      u"-out"_s,     u"server.pem"_s,
                      u"-days"_s,    kind == Kind::Expired ? u"-1"_s : u"2"_s};
    if (kind == Kind::SelfSigned)
        sign << u"-key"_s << u"server.key"_s;
    else
        sign << u"-CA"_s << u"ca.pem"_s << u"-CAkey"_s << u"ca.key"_s << u"-CAcreateserial"_s;
    openssl(folder, sign);
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

} // namespace

//! One connection: requests one after another, each answered by git http-backend or by a misdeed.
class GitHttpServer::Exchange : public QObject
{
public:
    Exchange(QTcpSocket* socket, std::shared_ptr<State> state)
        : QObject(socket)
        , m_socket(socket)
        , m_state(std::move(state))
    {
        connect(socket, &QTcpSocket::readyRead, this, [this] { advance(); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }

    ~Exchange() override
    {
        if (m_backend) {
            m_backend->disconnect(this);
            m_backend->kill();
            m_backend->waitForFinished();
        }
    }

private:
    void advance()
    {
        m_input += m_socket->readAll();
        if (m_backend || m_isStalling)
            return;
        if (m_head.isEmpty()) {
            const qsizetype end = m_input.indexOf("\r\n\r\n");
            if (end < 0)
                return;
            m_head = m_input.left(end).split('\n');
            m_input.remove(0, end + 4);
            m_body.clear();
        }
        if (takeBody())
            answer();
    }

    QByteArray header(const QByteArray& name) const
    {
        for (const QByteArray& line : m_head.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            if (line.left(colon).trimmed().toLower() == name)
                return line.mid(colon + 1).trimmed();
        }
        return {};
    }

    //! \return whether the whole body is here
    bool takeBody()
    {
        if (!header("transfer-encoding").toLower().contains("chunked")) {
            const qsizetype length = header("content-length").toLongLong();
            if (m_input.size() < length)
                return false;
            m_body = m_input.left(length);
            m_input.remove(0, length);
            return true;
        }
        for (;;) {
            const qsizetype lineEnd = m_input.indexOf("\r\n");
            if (lineEnd < 0)
                return false;
            const qsizetype size = m_input.left(lineEnd).toLongLong(nullptr, 16);
            if (m_input.size() < lineEnd + 2 + size + 2)
                return false;
            m_body += m_input.mid(lineEnd + 2, size);
            m_input.remove(0, lineEnd + 2 + size + 2);
            if (size == 0)
                return true;
        }
    }

    void answer()
    {
        const QList<QByteArray> words = m_head.first().trimmed().split(' ');
        Request request {words.value(0), words.value(1), header("authorization"),
                         header("git-protocol"), 0};
        QByteArray login;
        {
            const QMutexLocker lock(&m_state->mutex);
            m_behaviour = m_state->behaviour;
            login = m_state->login;
            m_index = m_state->requests.size();
            m_state->requests.append(request);
        }
        const bool isBad = (!m_behaviour.onlyPack || request.method == "POST")
            && request.path.startsWith(m_behaviour.onlyBelow);
        if (isBad && m_behaviour.stalls) {
            m_isStalling = true;
            return;
        }
        if (isBad && m_behaviour.status != 0)
            return refuse(m_behaviour.status);
        if (!isBad) {
            m_behaviour.cutAfter = -1;
            m_behaviour.damageAt = -1;
        }
        if (!login.isEmpty() && request.authorization != "Basic " + login.toBase64())
            return refuse(401);
        runBackend(request, login.split(':').first());
    }

    void refuse(int status)
    {
        QByteArray head = "HTTP/1.1 " + QByteArray::number(status)
            + " No\r\nContent-Type: " + m_behaviour.contentType + "\r\n";
        if (status == 401)
            head += "WWW-Authenticate: " + m_behaviour.challenge + "\r\n";
        if (!m_behaviour.location.isEmpty())
            head += "Location: " + m_behaviour.location + "\r\n";
        head += "Content-Length: " + QByteArray::number(m_behaviour.body.size()) + "\r\n\r\n";
        m_socket->write(head + m_behaviour.body);
        next();
    }

    QProcessEnvironment environmentFor(const Request& request, const QByteArray& user) const
    {
        const qsizetype query = request.path.indexOf('?');
        QProcessEnvironment environment;
        const auto set = [&](const char* name, const QByteArray& value) {
            environment.insert(QString::fromLatin1(name), QString::fromUtf8(value));
        };
        set("PATH", qgetenv("PATH"));
        set("HOME", m_state->home.toUtf8());
        set("GIT_CONFIG_NOSYSTEM", "1");
        set("GIT_PROJECT_ROOT", m_state->folder.toUtf8());
        set("GIT_HTTP_EXPORT_ALL", "1");
        set("REQUEST_METHOD", request.method);
        set("PATH_INFO",
            QByteArray::fromPercentEncoding(query < 0 ? request.path : request.path.left(query)));
        set("QUERY_STRING", query < 0 ? QByteArray() : request.path.mid(query + 1));
        set("CONTENT_TYPE", header("content-type"));
        set("CONTENT_LENGTH", QByteArray::number(m_body.size()));
        if (!header("content-encoding").isEmpty())
            set("HTTP_CONTENT_ENCODING", header("content-encoding"));
        if (!request.protocol.isEmpty() && !m_behaviour.refusesProtocol2)
            set("GIT_PROTOCOL", request.protocol);
        if (!user.isEmpty())
            set("REMOTE_USER", user);
        return environment;
    }

    void runBackend(const Request& request, const QByteArray& user)
    {
        m_backend = new QProcess(this);
        m_backend->setProcessEnvironment(environmentFor(request, user));
        m_output.clear();
        m_isHeadSent = false;
        m_sent = 0;
        connect(m_backend, &QProcess::readyReadStandardOutput, this, [this] { forward(); });
        connect(m_backend, &QProcess::finished, this, [this] { finish(); });
        m_backend->start(m_state->backend, {});
        m_backend->write(m_body);
        m_backend->closeWriteChannel();
    }

    void forward()
    {
        m_output += m_backend->readAllStandardOutput();
        if (!m_isHeadSent) {
            const qsizetype end = m_output.indexOf("\r\n\r\n");
            if (end < 0)
                return;
            QByteArray status = "200 OK";
            QByteArray head;
            for (const QByteArray& line : m_output.left(end).split('\n')) {
                if (line.startsWith("Status:"))
                    status = line.mid(7).trimmed();
                else
                    head += line.trimmed() + "\r\n";
            }
            m_socket->write("HTTP/1.1 " + status + "\r\n" + head
                            + "Transfer-Encoding: chunked\r\n\r\n");
            m_output.remove(0, end + 4);
            m_isHeadSent = true;
        }
        const qint64 cut = m_behaviour.cutAfter;
        if (cut >= 0 && m_sent + m_output.size() > cut)
            m_output.truncate(cut - m_sent);
        const qint64 damaged = m_behaviour.damageAt - m_sent;
        if (damaged >= 0 && damaged < m_output.size())
            m_output[damaged] = char(m_output[damaged] ^ 0x55);
        if (!m_output.isEmpty())
            m_socket->write(QByteArray::number(m_output.size(), 16) + "\r\n" + m_output + "\r\n");
        m_sent += m_output.size();
        m_output.clear();
        note();
        if (cut >= 0 && m_sent >= cut)
            m_socket->disconnectFromHost();
    }

    void note()
    {
        const QMutexLocker lock(&m_state->mutex);
        if (m_index < m_state->requests.size())
            m_state->requests[m_index].answered = m_sent;
    }

    void finish()
    {
        forward();
        m_backend->deleteLater();
        m_backend = nullptr;
        if (!m_isHeadSent)
            m_socket->write("HTTP/1.1 500 No answer\r\nContent-Length: 0\r\n\r\n");
        else if (m_behaviour.cutAfter < 0)
            m_socket->write("0\r\n\r\n");
        next();
    }

    void next()
    {
        m_head.clear();
        advance();
    }

    QTcpSocket* m_socket;
    std::shared_ptr<State> m_state;
    QByteArray m_input;
    QList<QByteArray> m_head;
    QByteArray m_body;
    Behaviour m_behaviour;
    qsizetype m_index = 0;
    QProcess* m_backend = nullptr;
    QByteArray m_output;
    bool m_isHeadSent = false;
    bool m_isStalling = false;
    qint64 m_sent = 0;
};

class GitHttpServer::Listener : public QSslServer
{
public:
    explicit Listener(std::shared_ptr<State> state)
        : m_state(std::move(state))
    {
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (QTcpSocket* socket = nextPendingConnection())
                new Exchange(socket, m_state);
        });
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        if (m_state->isSecure)
            return QSslServer::incomingConnection(descriptor);
        auto* socket = new QTcpSocket(this);
        socket->setSocketDescriptor(descriptor);
        addPendingConnection(socket);
    }

private:
    std::shared_ptr<State> m_state;
};

class GitHttpServer::Thread : public QThread
{
public:
    explicit Thread(std::shared_ptr<State> state)
        : m_state(std::move(state))
    { }

protected:
    void run() override
    {
        Listener listener(m_state);
        if (m_state->isSecure) {
            QSslConfiguration tls;
            tls.setLocalCertificate(
                QSslCertificate(contentOf(m_state->keys.filePath(u"server.pem"_s))));
            tls.setPrivateKey(
                QSslKey(contentOf(m_state->keys.filePath(u"server.key"_s)), QSsl::Ec));
            tls.setPeerVerifyMode(QSslSocket::VerifyNone);
            listener.setSslConfiguration(tls);
        }
        if (!listener.listen(QHostAddress::LocalHost))
            qFatal("the Git server cannot listen");
        {
            const QMutexLocker lock(&m_state->mutex);
            m_state->port = listener.serverPort();
        }
        exec();
    }

private:
    std::shared_ptr<State> m_state;
};

GitHttpServer::GitHttpServer(const QString& folder, bool isSecure, Certificate certificate)
    : m_state(std::make_shared<State>())
    , m_thread(std::make_unique<Thread>(m_state))
{
    m_state->folder = folder;
    m_state->home = m_state->keys.path();
    m_state->isSecure = isSecure;
    QProcess git;
    git.start(u"git"_s, {u"--exec-path"_s});
    git.waitForFinished();
    m_state->backend
        = QString::fromUtf8(git.readAllStandardOutput()).trimmed() + u"/git-http-backend"_s;
    if (isSecure)
        makeCertificates(m_state->keys.path(), certificate);
    m_thread->start();
    while (port() == 0)
        QThread::yieldCurrentThread();
}

GitHttpServer::~GitHttpServer()
{
    m_thread->quit();
    m_thread->wait();
}

int GitHttpServer::port() const
{
    const QMutexLocker lock(&m_state->mutex);
    return m_state->port;
}

QString GitHttpServer::url(const QString& repository) const
{
    return u"%1://127.0.0.1:%2/%3"_s.arg(m_state->isSecure ? u"https"_s : u"http"_s)
        .arg(port())
        .arg(repository);
}

QString GitHttpServer::caFile() const
{
    return m_state->keys.filePath(u"ca.pem"_s);
}

void GitHttpServer::requireLogin(const QByteArray& user, const QByteArray& password)
{
    const QMutexLocker lock(&m_state->mutex);
    m_state->login = user + ':' + password;
}

void GitHttpServer::behave(const Behaviour& behaviour)
{
    const QMutexLocker lock(&m_state->mutex);
    m_state->behaviour = behaviour;
}

QList<GitHttpServer::Request> GitHttpServer::requests() const
{
    const QMutexLocker lock(&m_state->mutex);
    return m_state->requests;
}

void GitHttpServer::forgetRequests()
{
    const QMutexLocker lock(&m_state->mutex);
    m_state->requests.clear();
}

} // namespace cauce::test
