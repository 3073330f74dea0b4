#include "core/sandbox/httpconnection.h"

using namespace std::chrono_literals;

namespace cauce::sandbox {

namespace {

constexpr qint64 kReadBuffer = 256 << 10;
constexpr auto kHeadPatience = 30s;
constexpr auto kIdlePatience = 300s;
constexpr auto kRefusedPatience = 2s;

} // namespace

HttpConnection::HttpConnection(qintptr descriptor, const QSslConfiguration& tls, QObject* parent)
    : QObject(parent)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &HttpConnection::cut);
    connect(&m_socket, &QSslSocket::readyRead, this, &HttpConnection::read);
    connect(&m_socket, &QSslSocket::encryptedBytesWritten, this, &HttpConnection::drained);
    connect(&m_socket, &QSslSocket::disconnected, this, [this] {
        emit closed();
        deleteLater();
    });
    m_socket.setReadBufferSize(kReadBuffer);
    if (!m_socket.setSocketDescriptor(descriptor)) {
        deleteLater();
        return;
    }
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket.setSslConfiguration(tls);
    m_patience.start(kHeadPatience);
    m_socket.startServerEncryption();
}

HttpConnection::~HttpConnection()
{
    m_socket.disconnect(this); // it says that it is disconnected while it is destroyed
}

bool HttpConnection::isOpen() const
{
    return m_isBusy && m_socket.state() == QAbstractSocket::ConnectedState;
}

void HttpConnection::read()
{
    if (m_isRefused) {
        m_socket.skip(m_socket.bytesAvailable());
        return;
    }
    if (m_isBusy)
        return;
    m_parser.feed(m_socket.readAll());
    readNext();
}

void HttpConnection::readNext()
{
    HttpRequest request;
    switch (m_parser.next(&request)) {
    case HttpParser::State::Broken:
        refuse(m_parser.brokenCode());
        return;
    case HttpParser::State::NeedsMore:
        if (m_parser.takeExpectation())
            m_socket.write("HTTP/1.1 100 Continue\r\n\r\n");
        if (!m_parser.isIdle()
            && m_patience.interval() != std::chrono::milliseconds(kHeadPatience).count())
            m_patience.start(kHeadPatience);
        return;
    case HttpParser::State::Ready:
        break;
    }
    m_patience.stop();
    m_isBusy = true;
    m_keepsAlive = request.keepsAlive;
    emit requested(request);
}

void HttpConnection::refuse(int code)
{
    // The rest is read and dropped for a while: closing on unread bytes would reset the connection
    // before the client has seen why.
    m_isRefused = true;
    HttpAnswer answer;
    answer.code = code;
    answer.contentType = "text/plain; charset=utf-8";
    answer.body = QByteArray::number(code) + " the request cannot be read\n";
    m_socket.write(wholeAnswer(answer, false));
    m_patience.start(kRefusedPatience);
}

void HttpConnection::answer(const HttpAnswer& answer)
{
    if (!isOpen())
        return;
    m_socket.write(wholeAnswer(answer, m_keepsAlive));
    finishAnswer();
}

void HttpConnection::begin(const HttpAnswer& answer)
{
    if (isOpen())
        m_socket.write(chunkedHead(answer));
}

void HttpConnection::send(QByteArrayView bytes)
{
    if (isOpen())
        m_socket.write(chunkOf(bytes));
}

void HttpConnection::end()
{
    if (!isOpen())
        return;
    m_socket.write(kLastChunk.data(), kLastChunk.size());
    finishAnswer();
}

void HttpConnection::finishAnswer()
{
    m_isBusy = false;
    if (!m_keepsAlive) {
        m_socket.disconnectFromHost();
        return;
    }
    m_patience.start(kIdlePatience);
    // From the event loop: many pipelined requests must not make a deep stack.
    QMetaObject::invokeMethod(this, &HttpConnection::read, Qt::QueuedConnection);
}

void HttpConnection::cutAfter(QByteArrayView bytes)
{
    if (!isOpen())
        return;
    // A chunk of more than it holds: the client can tell that it is not whole.
    const QByteArray promised = QByteArray::number(bytes.size() + 64, 16) + "\r\n";
    m_socket.write(promised + bytes);
    m_socket.flush();
    cut();
}

void HttpConnection::cut()
{
    m_isBusy = false;
    m_socket.abort();
}

qint64 HttpConnection::waitingBytes() const
{
    return m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite();
}

} // namespace cauce::sandbox
