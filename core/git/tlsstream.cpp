#include "core/git/tlsstream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <poll.h>
#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)>;
using Session = std::unique_ptr<SSL, decltype(&::SSL_free)>;

//! OpenSSL writes to the socket itself, so it needs a BIO that raises no SIGPIPE.
int sendQuietly(BIO* bio, const char* data, int size)
{
    BIO_clear_retry_flags(bio);
    const int fd = *static_cast<int*>(BIO_get_data(bio));
    const ssize_t put = ::send(fd, data, size_t(size), MSG_NOSIGNAL);
    if (put < 0 && (errno == EAGAIN || errno == EINTR))
        BIO_set_retry_write(bio);
    return int(put);
}

int receive(BIO* bio, char* buffer, int size)
{
    BIO_clear_retry_flags(bio);
    const int fd = *static_cast<int*>(BIO_get_data(bio));
    const ssize_t got = ::recv(fd, buffer, size_t(size), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        BIO_set_retry_read(bio);
    return int(got);
}

long control(BIO*, int command, long, void*)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* bioMethod()
{
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
        BIO_meth_set_write(made, &sendQuietly);
        BIO_meth_set_read(made, &receive);
        BIO_meth_set_ctrl(made, &control);
        return made;
    }();
    return method;
}

QString opensslText()
{
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
    return reason ? QString::fromLatin1(reason) : u"the connection was closed"_s;
}

class TlsStream : public ByteStream
{
public:
    TlsStream(std::unique_ptr<Socket> socket, Context context)
        : m_socket(std::move(socket))
        , m_context(std::move(context))
        , m_session(SSL_new(m_context.get()), &::SSL_free)
        , m_descriptor(m_socket->descriptor())
    { }

    ~TlsStream() override
    {
        if (m_session && m_isOpen)
            SSL_shutdown(m_session.get()); // one notice, no waiting
    }

    Result<void> handshake(const QString& host, bool ownRoots);

    Result<qsizetype> read(char* buffer, qsizetype size) override
    {
        for (;;) {
            ERR_clear_error();
            const int got
                = SSL_read(m_session.get(), buffer, int(std::min<qsizetype>(size, INT_MAX)));
            if (got > 0)
                return got;
            const int reason = SSL_get_error(m_session.get(), got);
            if (reason == SSL_ERROR_ZERO_RETURN)
                return 0;
            if (const auto again = waitOrFail(reason, u"reading"); !again)
                return Failure {again.error()};
        }
    }

    Result<void> write(const QByteArray& data) override
    {
        qsizetype done = 0;
        while (done < data.size()) {
            ERR_clear_error();
            const int put = SSL_write(m_session.get(), data.constData() + done,
                                      int(std::min<qsizetype>(data.size() - done, INT_MAX)));
            if (put > 0)
                done += put;
            else if (auto again = waitOrFail(SSL_get_error(m_session.get(), put), u"writing");
                     !again)
                return again;
        }
        return {};
    }

private:
    Result<void> waitOrFail(int reason, QStringView doing)
    {
        if (reason == SSL_ERROR_WANT_READ)
            return m_socket->wait(POLLIN);
        if (reason == SSL_ERROR_WANT_WRITE)
            return m_socket->wait(POLLOUT);
        m_isOpen = false;
        return fail(ErrorKind::Network,
                    u"the secure connection broke while %1: %2"_s.arg(doing, opensslText()));
    }

    Failure untrusted(const QString& host, long verdict, bool ownRoots) const;

    std::unique_ptr<Socket> m_socket;
    Context m_context;
    Session m_session;
    int m_descriptor;
    bool m_isOpen = false;
};

Failure TlsStream::untrusted(const QString& host, long verdict, bool ownRoots) const
{
    QString advice;
    switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        advice = u"is this computer's clock right?"_s;
        break;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        advice = u"the certificate is for another name; is the address right?"_s;
        break;
    default:
        advice = ownRoots ? u"the CA file of this repository does not vouch for it"_s
                          : u"for a company's own CA, set a CA file for this repository"_s;
    }
    return fail(ErrorKind::Identity,
                u"the certificate of %1 is not trusted: %2; %3"_s.arg(
                    host, QString::fromLatin1(X509_verify_cert_error_string(verdict)), advice));
}

Result<void> TlsStream::handshake(const QString& host, bool ownRoots)
{
    BIO* bio = BIO_new(bioMethod());
    if (!m_session || !bio)
        return fail(ErrorKind::Internal, u"OpenSSL has no memory"_s);
    BIO_set_data(bio, &m_descriptor);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_session.get(), bio, bio);

    const QByteArray name = host.toLatin1();
    X509_VERIFY_PARAM* rules = SSL_get0_param(m_session.get());
    const QByteArray address = name.startsWith('[') ? name.mid(1, name.size() - 2) : name;
    if (X509_VERIFY_PARAM_set1_ip_asc(rules, address.constData()) != 1) {
        ERR_clear_error();
        X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        X509_VERIFY_PARAM_set1_host(rules, name.constData(), 0);
        SSL_set_tlsext_host_name(m_session.get(), name.constData());
    }
    SSL_set_verify(m_session.get(), SSL_VERIFY_PEER, nullptr);
    for (;;) {
        ERR_clear_error();
        const int code = SSL_connect(m_session.get());
        if (code == 1)
            break;
        const int reason = SSL_get_error(m_session.get(), code);
        const long verdict = SSL_get_verify_result(m_session.get());
        if (reason == SSL_ERROR_SSL && verdict != X509_V_OK)
            return untrusted(host, verdict, ownRoots);
        if (auto again = waitOrFail(reason, u"agreeing on keys"); !again)
            return again;
    }
    m_isOpen = true;
    return {};
}

Result<Context> makeContext(const QString& caFile)
{
    Context context(SSL_CTX_new(TLS_client_method()), &::SSL_CTX_free);
    if (!context)
        return fail(ErrorKind::Internal, u"OpenSSL cannot start: "_s + opensslText());
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_AUTO_RETRY);
    if (caFile.isEmpty()) {
        SSL_CTX_set_default_verify_paths(context.get());
    } else if (SSL_CTX_load_verify_file(context.get(), QFile::encodeName(caFile).constData())
               != 1) {
        return fail(ErrorKind::Invalid,
                    u"the CA file %1 cannot be used: %2"_s.arg(caFile, opensslText()));
    }
    return context;
}

} // namespace

Result<std::unique_ptr<ByteStream>> startTls(std::unique_ptr<Socket> socket, const QString& host,
                                             const QString& caFile)
{
    auto context = makeContext(caFile);
    if (!context)
        return Failure {context.error()};
    auto stream = std::make_unique<TlsStream>(std::move(socket), std::move(*context));
    if (const auto agreed = stream->handshake(host, !caFile.isEmpty()); !agreed)
        return Failure {agreed.error()};
    return std::unique_ptr<ByteStream>(std::move(stream));
}

} // namespace cauce::git
