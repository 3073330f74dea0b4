#include "core/sandbox/logstream.h"

using namespace std::chrono_literals;

namespace cauce::sandbox {

LogStream::LogStream(Api& api, FaultGate& gate, HttpConnection* connection, const Request& request,
                     const QByteArray& text)
    : QObject(connection)
    , m_api(api)
    , m_gate(gate)
    , m_connection(connection)
    , m_request(request)
{
    connect(connection, &HttpConnection::closed, this, &QObject::deleteLater);
    connect(&m_timer, &QTimer::timeout, this, &LogStream::look);
    HttpAnswer head;
    head.contentType = "text/plain";
    connection->begin(head);
    connection->send(text);
    m_request.tailLines.reset(); // from here on: whatever is added
    m_whole = m_api.answer(m_request).text;
    m_timer.start(1s);
}

void LogStream::look()
{
    if (m_gate.isSilent())
        return;
    const Answer answer = m_api.answer(m_request);
    if (!answer.isOk()) { // the Pod is gone
        m_connection->end();
        deleteLater();
        return;
    }
    if (answer.text.startsWith(m_whole))
        m_connection->send(QByteArrayView(answer.text).sliced(m_whole.size()));
    else
        m_connection->send(answer.text); // another container has begun anew
    m_whole = answer.text;
}

} // namespace cauce::sandbox
