#pragma once

#include "core/sandbox/httprequest.h"

#include <QObject>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

namespace cauce::sandbox {

//! \brief One client's connection: takes its requests one after another and writes the answers.
//!
//! While a request is being answered nothing more is read (what a client pipelines waits in its
//! own buffers). Deletes itself some time after closed(). One thread.
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    //! Takes the socket over and begins the handshake.
    HttpConnection(qintptr descriptor, const QSslConfiguration& tls, QObject* parent);
    ~HttpConnection() override;

    bool isOpen() const; //!< the client is there and its request is not answered yet

    void answer(const HttpAnswer& answer); //!< the whole answer
    void begin(const HttpAnswer& answer); //!< the head of an answer in chunks
    void send(QByteArrayView bytes); //!< one chunk
    void end(); //!< the proper end of an answer in chunks
    //! Writes \p bytes as they are, and resets the connection once they are out.
    void cutAfter(QByteArrayView bytes);
    void cut(); //!< resets the connection
    qint64 waitingBytes() const; //!< written here and not yet taken by the network

signals:
    //! One request, whole; the next one comes only after its answer.
    void requested(const cauce::sandbox::HttpRequest& request);
    void drained(); //!< some of what waited has been written
    void closed();

private:
    void read();
    void readNext();
    void refuse(int code);
    void finishAnswer();

    QSslSocket m_socket;
    HttpParser m_parser;
    QTimer m_patience; // for handshake and head, and for the next request
    bool m_isBusy = false;
    bool m_keepsAlive = true;
    bool m_isRefused = false; // what still comes is thrown away
};

} // namespace cauce::sandbox
