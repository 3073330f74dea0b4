#pragma once

#include "core/git/gitcredentials.h"
#include "core/git/httpconnection.h"

// Private to core/git.
namespace cauce::git {

//! \brief Requests to git-upload-pack over http(s), with the credentials that it takes.
//!
//! Credentials go to the remote's own scheme, host and port, over https only, as "Basic" only, and
//! a refused one is not sent again. A redirection is followed within that origin and nowhere else.
class GitExchange
{
public:
    //! \param remote and \param cancel must outlive this
    GitExchange(const Remote& remote, const CancelToken& cancel);

    //! \brief "GET <repository>/info/refs?service=git-upload-pack"
    Result<void> askReferences();
    //! \brief "POST <repository>/git-upload-pack"
    //! \param protocol for the header Git-Protocol; empty for none
    Result<void> ask(const QByteArray& body, const QByteArray& protocol = {});
    //! Of the answer's body; 0 at its end.
    Result<qsizetype> read(char* buffer, qsizetype size) { return m_connection.read(buffer, size); }
    Result<QByteArray> readAll(qsizetype limit) { return m_connection.readAll(limit); }
    void close() { m_connection.close(); }
    bool hasAnswered() const { return m_hasAnswered; } //!< anything at all

private:
    Result<HttpAnswer> perform(HttpRequest request);
    Result<void> nextCredential(const HttpAnswer& challenge);
    Result<void> followRedirect(const HttpAnswer& answer, const QByteArray& tail);
    Failure refusal(const HttpAnswer& answer);
    Failure wrongType(const QByteArray& type);

    const Remote& m_remote;
    const CancelToken& m_cancel;
    HttpConnection m_connection;
    QByteArray m_base; //!< path of the repository, as in requests
    std::optional<Credential> m_credential;
    bool m_hasAnswered = false;
    bool m_isApproved = false;
    int m_asked = 0;
    int m_redirects = 0;
};

} // namespace cauce::git
