#include "core/cluster/discoveryreader.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

// An old server ignores what it does not know and answers the last: classic discovery.
const QByteArray kAcceptDiscovery
    = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
      "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
      "application/json";

Result<object::Json> documentOf(const Result<ApiAnswer>& answer, const QString& doing)
{
    if (!answer)
        return Failure {answer.error()};
    if (!answer->isSuccess())
        return Failure {errorOf(*answer, doing)};
    auto document = object::parseJson(answer->body);
    if (!document)
        return fail(ErrorKind::Invalid, doing + u": "_s + document.error().message);
    return document;
}

} // namespace

DiscoveryReader::DiscoveryReader(ApiClient* client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{ }

void DiscoveryReader::read()
{
    if (m_open > 0) {
        m_again = true;
        return;
    }
    m_again = false;
    m_error.reset();
    m_open = 2;
    readPart(&m_core);
    readPart(&m_groups);
}

void DiscoveryReader::readPart(Part* part)
{
    GetOptions options;
    options.accept = kAcceptDiscovery;
    options.etag = part->etag;
    onResult(m_client->get(part->prefix, options), this,
             [this, part](const Result<ApiAnswer>& answer) { onPart(part, answer); });
}

void DiscoveryReader::onPart(Part* part, const Result<ApiAnswer>& answer)
{
    if (answer && answer->status == 304) {
        finishOne();
        return;
    }
    const auto document = documentOf(answer, u"GET "_s + part->prefix);
    if (!document) {
        m_error = document.error();
        finishOne();
        return;
    }
    part->etag = answer->etag;
    if (auto aggregated = readAggregatedDiscovery(*document)) {
        part->discovery = *std::move(aggregated);
        finishOne();
    } else {
        readClassic(part, *document);
    }
}

void DiscoveryReader::readClassic(Part* part, const object::Json& document)
{
    part->etag.clear(); // it would be of the list of groups, not of what is in them
    part->discovery = {};
    part->classic.clear();
    const auto groups = readGroupList(document);
    if (!groups) {
        m_error = Error {ErrorKind::Invalid,
                         u"GET %1: the answer is no API discovery: is %2 an API server?"_s.arg(
                             part->prefix, m_client->host())};
    } else {
        for (const ApiGroupVersions& group : *groups) {
            int rank = 0;
            for (const QString& version : group.versions)
                readVersion(part, group.group, version, rank++);
        }
    }
    finishOne();
}

void DiscoveryReader::readVersion(Part* part, const QString& group, const QString& version,
                                  int rank)
{
    ++m_open;
    const QString prefix = group.isEmpty() ? u"/api/"_s : u"/apis/%1/"_s.arg(group);
    const QString path = prefix + version;
    GetOptions options;
    options.lane = Lane::Lists; // there can be a hundred of them
    onResult(m_client->get(path, options), this,
             [this, part, group, version, rank, path](const Result<ApiAnswer>& answer) {
                 const auto document = documentOf(answer, u"GET "_s + path);
                 auto list = document ? readResourceList(*document, group, version)
                                      : Result<Discovery>(Failure {document.error()});
                 if (list) {
                     part->classic.insert({group, rank}, *std::move(list));
                 } else {
                     qCWarning(log::kube) << "discovery:" << list.error().message;
                     part->discovery.failed.insert(group, list.error());
                 }
                 finishOne();
             });
}

void DiscoveryReader::finishPart(Part* part)
{
    for (const Discovery& version : std::as_const(part->classic)) {
        for (const ApiResource& resource : version.versions)
            part->discovery.add(resource);
    }
    part->classic.clear();
}

void DiscoveryReader::finishOne()
{
    if (--m_open > 0)
        return;
    finishPart(&m_core);
    finishPart(&m_groups);
    if (m_error) {
        emit done(Failure {*m_error});
    } else {
        auto whole = std::make_shared<Discovery>(m_core.discovery);
        whole->add(m_groups.discovery);
        emit done(DiscoveryPtr(std::move(whole)));
    }
    if (m_again)
        read();
}

} // namespace cauce::cluster
