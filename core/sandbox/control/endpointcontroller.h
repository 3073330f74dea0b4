#pragma once

#include "core/sandbox/control/endpoints.h"
#include "core/sandbox/control/loop.h"

#include <set>

namespace cauce::sandbox::control {

//! \brief Service -> EndpointSlice and Endpoints.
class EndpointController : public Controller
{
public:
    explicit EndpointController(Loop& loop)
        : m_loop(loop)
    { }

    void observe(const Change& change) override;
    void sync(const QString& nameSpace, const QString& name) override;

private:
    void index(const Change& change);
    std::vector<Backend> backendsOf(const Json& service) const;
    void writeSlice(const Json& service, const std::vector<Backend>& backends);
    void writeEndpoints(const Json& service, const std::vector<Backend>& backends);

    Loop& m_loop;
    QHash<QString, std::set<QString>> m_services; // names, by namespace, label key and value
    QHash<QString, QString> m_indexedAt; // namespace/name -> key of m_services
    QHash<QString, QString> m_slices; // namespace/service -> name of its slice
};

} // namespace cauce::sandbox::control
