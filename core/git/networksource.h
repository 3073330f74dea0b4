#pragma once

#include "core/git/link.h"
#include "core/git/source.h"

#include <optional>

// Private to core/git.
namespace cauce::git {

//! \brief A repository on another computer: libgit2's smart protocol over a Link of ours.
//!
//! One connection serves list() and the first bring().
class NetworkSource : public Source
{
public:
    NetworkSource(const Remote& remote, const CancelToken& cancel, std::unique_ptr<Link> link);
    ~NetworkSource() override;

    Result<Listing> list() override;
    Result<void> bring(git_repository* mirror, const QStringList& wanted,
                       const ProgressFn& progress) override;

private:
    friend struct Subtransport;
    Result<void> connect(git_repository* mirror);
    Result<void> download(const QStringList& wanted);
    Failure failure(int code, QStringView doing);
    //! Remembers the first Error: libgit2 passes on a number only.
    int report(const Error& error);
    git_remote_callbacks callbacks();
    static int makeTransport(git_transport** out, git_remote* owner, void* self);
    static int onProgress(const git_indexer_progress* progress, void* self);
    static int onSideband(const char* text, int size, void* self);

    const Remote& m_remote;
    const CancelToken& m_cancel;
    std::unique_ptr<Link> m_link;
    RemoteHandle m_connection;
    std::optional<Error> m_failure;
    QByteArray m_said; //!< by the server, on its progress channel; untrusted, the last 2 KiB
    ProgressFn m_progress;
    quint64 m_received = 0;
    bool m_isListing = false;
};

} // namespace cauce::git
