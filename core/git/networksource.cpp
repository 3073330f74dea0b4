#include "core/git/networksource.h"

#include "core/base/log.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr quint64 kMaxListing = 128ULL << 20; // about a million references
constexpr quint64 kMaxReceived = 16ULL << 30;
constexpr qsizetype kKeptText = 2048;

} // namespace

//! What libgit2 sees of a Link; libgit2 owns it, the source outlives it.
struct Subtransport : git_smart_subtransport
{
    struct Stream : git_smart_subtransport_stream
    { };

    explicit Subtransport(NetworkSource& owner)
        : git_smart_subtransport {}
        , source(owner)
    {
        git_smart_subtransport::action = &Subtransport::begin;
        git_smart_subtransport::close = [](git_smart_subtransport* self) {
            static_cast<Subtransport*>(self)->source.m_link->close();
            return 0;
        };
        git_smart_subtransport::free
            = [](git_smart_subtransport* self) { delete static_cast<Subtransport*>(self); };
        stream.subtransport = this;
        stream.read = &Subtransport::read;
        stream.write = &Subtransport::write;
        stream.free = [](git_smart_subtransport_stream*) {}; // lives as long as this
    }

    static NetworkSource& sourceOf(git_smart_subtransport_stream* stream)
    {
        return static_cast<Subtransport*>(stream->subtransport)->source;
    }

    static int begin(git_smart_subtransport_stream** out, git_smart_subtransport* self,
                     const char* url, git_smart_service_t service)
    {
        Q_UNUSED(url) // the link knows where it goes
        auto* transport = static_cast<Subtransport*>(self);
        NetworkSource& source = transport->source;
        if (service != GIT_SERVICE_UPLOADPACK_LS && service != GIT_SERVICE_UPLOADPACK)
            return source.report({ErrorKind::Internal, u"only reading is possible here"_s});
        source.m_isListing = service == GIT_SERVICE_UPLOADPACK_LS;
        const auto begun = source.m_link->begin(source.m_isListing ? Link::Request::References
                                                                   : Link::Request::Pack);
        if (!begun)
            return source.report(begun.error());
        *out = &transport->stream;
        return 0;
    }

    static int read(git_smart_subtransport_stream* stream, char* buffer, size_t size, size_t* got)
    {
        NetworkSource& source = sourceOf(stream);
        const auto bytes = source.m_link->read(buffer, qsizetype(size));
        if (!bytes)
            return source.report(bytes.error());
        source.m_received += quint64(*bytes);
        if (source.m_received > (source.m_isListing ? kMaxListing : kMaxReceived))
            return source.report({ErrorKind::Invalid,
                                  u"the server sends more than %1 bytes, the limit"_s.arg(
                                      source.m_isListing ? kMaxListing : kMaxReceived)});
        *got = size_t(*bytes);
        return 0;
    }

    static int write(git_smart_subtransport_stream* stream, const char* data, size_t size)
    {
        NetworkSource& source = sourceOf(stream);
        const auto written = source.m_link->write(data, qsizetype(size));
        return written ? 0 : source.report(written.error());
    }

    NetworkSource& source;
    Stream stream {};
};

NetworkSource::NetworkSource(const Remote& remote, const CancelToken& cancel,
                             std::unique_ptr<Link> link)
    : m_remote(remote)
    , m_cancel(cancel)
    , m_link(std::move(link))
{ }

NetworkSource::~NetworkSource() = default;

int NetworkSource::report(const Error& error)
{
    if (!m_failure)
        m_failure = error;
    git_error_set_str(GIT_ERROR_NET, error.message.toUtf8().constData());
    return error.kind == ErrorKind::Cancelled ? GIT_EUSER : -1;
}

int NetworkSource::makeTransport(git_transport** out, git_remote* owner, void* self)
{
    auto* source = static_cast<NetworkSource*>(self);
    git_smart_subtransport_definition definition {};
    definition.callback = [](git_smart_subtransport** made, git_transport*, void* param) {
        *made = new Subtransport(*static_cast<NetworkSource*>(param));
        return 0;
    };
    definition.rpc = source->m_link->isStateless() ? 1 : 0;
    definition.param = source;
    return git_transport_smart(out, owner, &definition);
}

int NetworkSource::onProgress(const git_indexer_progress* progress, void* self)
{
    auto* source = static_cast<NetworkSource*>(self);
    if (source->m_cancel.isCancelled())
        return source->report({ErrorKind::Cancelled, u"the fetch was cancelled"_s});
    if (source->m_progress)
        source->m_progress({progress->received_objects, progress->total_objects,
                            quint64(progress->received_bytes)});
    return 0;
}

int NetworkSource::onSideband(const char* text, int size, void* self)
{
    auto* source = static_cast<NetworkSource*>(self);
    source->m_said.append(text, size);
    source->m_said = source->m_said.right(kKeptText);
    return source->m_cancel.isCancelled()
        ? source->report({ErrorKind::Cancelled, u"the fetch was cancelled"_s})
        : 0;
}

git_remote_callbacks NetworkSource::callbacks()
{
    git_remote_callbacks callbacks = GIT_REMOTE_CALLBACKS_INIT;
    callbacks.transport = &NetworkSource::makeTransport;
    callbacks.transfer_progress = &NetworkSource::onProgress;
    callbacks.sideband_progress = &NetworkSource::onSideband;
    callbacks.payload = this;
    return callbacks;
}

Failure NetworkSource::failure(int code, QStringView doing)
{
    if (m_failure)
        return Failure {*m_failure};
    const git_error* last = git_error_last();
    const int category = last ? last->klass : 0;
    Failure failed = gitFailure(code, doing);
    Error& error = failed.error;
    const bool isDamage = category == GIT_ERROR_INDEXER || category == GIT_ERROR_ZLIB
        || category == GIT_ERROR_ODB || category == GIT_ERROR_OBJECT || category == GIT_ERROR_SHA;
    if (isDamage) {
        error.kind = ErrorKind::Network;
        error.message = u"the server sent a damaged or unfinished pack; nothing was changed ("_s
            + error.message + u')';
    } else if (category == GIT_ERROR_NET) {
        error.kind = ErrorKind::Network;
    }
    const QString said = text::singleLine(QString::fromUtf8(m_said.trimmed()));
    if (!said.isEmpty())
        error.message += u"; the server said: "_s + text::redacted(said);
    return failed;
}

Result<void> NetworkSource::connect(git_repository* mirror)
{
    if (m_connection && git_remote_owner(m_connection.get()) == mirror
        && git_remote_connected(m_connection.get()))
        return {};
    m_connection.reset();
    m_received = 0;
    git_remote_create_options create = GIT_REMOTE_CREATE_OPTIONS_INIT;
    create.repository = mirror;
    create.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
    auto made = take<RemoteHandle>(u"name the remote", git_remote_create_with_opts,
                                   "https://placeholder.invalid/", &create);
    if (!made)
        return Failure {made.error()};
    m_connection = std::move(*made);
    git_remote_connect_options options = GIT_REMOTE_CONNECT_OPTIONS_INIT;
    options.callbacks = callbacks();
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    const int code = git_remote_connect_ext(m_connection.get(), GIT_DIRECTION_FETCH, &options);
    return code < 0 ? Result<void>(failure(code, u"list the references")) : Result<void>();
}

Result<Listing> NetworkSource::list()
{
    m_failure.reset();
    if (const auto connected = connect(nullptr); !connected)
        return Failure {connected.error()};
    const git_remote_head** heads = nullptr;
    size_t count = 0;
    if (const int code = git_remote_ls(&heads, &count, m_connection.get()); code < 0)
        return failure(code, u"list the references");
    Listing listing;
    for (size_t i = 0; i < count; ++i) {
        const QString name = QString::fromUtf8(heads[i]->name);
        const bool isPeeled = name.endsWith("^{}"_L1);
        const QByteArray plain = (isPeeled ? name.chopped(3) : name).toUtf8();
        int isValid = 0;
        if (git_reference_name_is_valid(&isValid, plain.constData()) < 0 || !isValid
            || !(name == "HEAD"_L1 || name.startsWith("refs/"_L1))) {
            qCWarning(log::git) << "a reference is left out:" << text::singleLine(name, 200);
            continue;
        }
        listing.references.insert(name, nameOf(heads[i]->oid));
        if (name == "HEAD"_L1 && heads[i]->symref_target)
            listing.headTarget = QString::fromUtf8(heads[i]->symref_target);
    }
    return listing;
}

Result<void> NetworkSource::download(const QStringList& wanted)
{
    QList<QByteArray> texts;
    bool hasObjects = false;
    for (const QString& name : wanted) {
        const bool isObject = !name.startsWith("refs/"_L1) && name != "HEAD"_L1;
        const QString here = isObject ? QString(u"refs/cauce/"_s + name)
                                      : (name == "HEAD"_L1 ? u"refs/cauce/head"_s : name);
        hasObjects = hasObjects || isObject;
        texts.append((u'+' + name + u':' + here).toUtf8());
    }
    std::vector<char*> pointers;
    for (QByteArray& text : texts)
        pointers.push_back(text.data());
    const git_strarray refspecs {pointers.data(), pointers.size()};
    git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
    options.callbacks = callbacks();
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
    options.update_fetchhead = 0;
    // Only the objects: the references are ours to move, when everything is there.
    const int code = git_remote_download(m_connection.get(), &refspecs, &options);
    if (code == 0)
        return {};
    Failure failed = failure(code, u"fetch");
    // Most servers give only what a reference points to; each says no in words of its own.
    if (!m_failure && hasObjects && failed.error.kind != ErrorKind::Cancelled)
        failed.error.kind = ErrorKind::NotFound;
    return failed;
}

Result<void> NetworkSource::bring(git_repository* mirror, const QStringList& wanted,
                                  const ProgressFn& progress)
{
    m_failure.reset();
    m_progress = progress;
    if (const auto connected = connect(mirror); !connected)
        return connected;
    auto brought = download(wanted);
    // A connection has one pack in it.
    git_remote_disconnect(m_connection.get());
    m_connection.reset();
    return brought;
}

} // namespace cauce::git
