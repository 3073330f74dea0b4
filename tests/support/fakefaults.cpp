#include "tests/support/fakeapiserver.h"

#include <QCoreApplication>
#include <QTimer>

namespace cauce::test {

namespace {

QByteArray quoted(const QByteArray& text)
{
    QByteArray out = text;
    out.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return '"' + out + '"';
}

//! The gzip container (RFC 1952) around the deflate stream that qCompress() makes.
QByteArray gzipped(const QByteArray& plain)
{
    const QByteArray zlib = qCompress(plain).mid(4); // without Qt's length
    quint32 crc = 0xffffffff;
    for (const char c : plain) {
        crc ^= quint8(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) ? 0xedb88320 : 0);
    }
    QByteArray out("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", 10);
    out += zlib.mid(2, zlib.size() - 6); // without zlib's head and checksum
    for (const quint32 word : {~crc, quint32(plain.size())}) {
        for (int shift = 0; shift < 32; shift += 8)
            out += char(word >> shift);
    }
    return out;
}

void sendEndlessly(const ExchangePtr& exchange, qint64 left)
{
    if (left <= 0 || !exchange->isOpen()) {
        exchange->send("\"");
        exchange->end();
        return;
    }
    exchange->send(QByteArray(1 << 16, 'x'));
    QTimer::singleShot(0, qApp, [exchange, left] { sendEndlessly(exchange, left - (1 << 16)); });
}

void sendByByte(const ExchangePtr& exchange, const QByteArray& rest, int milliseconds)
{
    if (rest.isEmpty() || !exchange->isOpen()) {
        exchange->end();
        return;
    }
    exchange->send(rest.left(1));
    QTimer::singleShot(milliseconds, qApp, [exchange, rest, milliseconds] {
        sendByByte(exchange, rest.mid(1), milliseconds);
    });
}

} // namespace

FakeHandler answer(const QByteArray& json, const HeaderList& headers)
{
    return [json, headers](const ExchangePtr& exchange) { exchange->reply(200, json, headers); };
}

QByteArray statusJson(int code, const QByteArray& reason, const QByteArray& message)
{
    return R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":)"
        + quoted(message) + R"(,"reason":)" + quoted(reason) + R"(,"code":)"
        + QByteArray::number(code) + "}";
}

namespace fault {

FakeHandler status(int code, const QByteArray& reason, const QByteArray& message,
                   const HeaderList& headers)
{
    return [code, body = statusJson(code, reason, message), headers](const ExchangePtr& exchange) {
        exchange->reply(code, body, headers);
    };
}

FakeHandler redirect(int code, const QByteArray& location)
{
    return [code, location](const ExchangePtr& exchange) {
        exchange->reply(code, {}, {{"Location", location}});
    };
}

FakeHandler stall()
{
    return [](const ExchangePtr&) {};
}

FakeHandler cut()
{
    return [](const ExchangePtr& exchange) { exchange->cut(); };
}

FakeHandler garbage()
{
    return [](const ExchangePtr& exchange) {
        exchange->sendRaw("SSH-2.0-OpenSSH_9.2\r\n\r\n");
        exchange->cut();
    };
}

FakeHandler hugeBody(qint64 bytes)
{
    return [bytes](const ExchangePtr& exchange) {
        exchange->begin();
        exchange->send("\"");
        sendEndlessly(exchange, bytes);
    };
}

FakeHandler gzip(const QByteArray& json)
{
    return [body = gzipped(json)](const ExchangePtr& exchange) {
        exchange->reply(200, body, {{"Content-Encoding", "gzip"}});
    };
}

FakeHandler drip(const QByteArray& json, int milliseconds)
{
    return [json, milliseconds](const ExchangePtr& exchange) {
        exchange->begin();
        sendByByte(exchange, json, milliseconds);
    };
}

FakeHandler html()
{
    return [](const ExchangePtr& exchange) {
        exchange->reply(200, "<html><body>Please log in</body></html>",
                        {{"Content-Type", "text/html"}});
    };
}

} // namespace fault

} // namespace cauce::test
