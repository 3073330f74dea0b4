<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES">
<context>
    <name>DifferenceWords</name>
    <message>
        <source>image %1 → %2</source>
        <translation>imagen %1 → %2</translation>
    </message>
    <message>
        <source>image %1 %2 → %3</source>
        <comment>image NAME TAG → TAG</comment>
        <translation>imagen %1 %2 → %3</translation>
    </message>
    <message>
        <source>%1 is added</source>
        <comment>a field</comment>
        <translation>se añade %1</translation>
    </message>
    <message>
        <source>%1 is removed</source>
        <comment>a field</comment>
        <translation>se quita %1</translation>
    </message>
    <message>
        <source>%1 changes</source>
        <comment>a field</comment>
        <translation>cambia %1</translation>
    </message>
    <message>
        <source>stopping after %1 of %2</source>
        <translation>parando tras %1 de %2</translation>
    </message>
    <message>
        <source>syncing %1 of %2</source>
        <translation>sincronizando %1 de %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more object(s) to update</source>
        <translation>
            <numerusform>%n objeto más por actualizar</numerusform>
            <numerusform>%n objetos más por actualizar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) to update</source>
        <translation>
            <numerusform>%n objeto por actualizar</numerusform>
            <numerusform>%n objetos por actualizar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) to create</source>
        <translation>
            <numerusform>%n objeto por crear</numerusform>
            <numerusform>%n objetos por crear</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) to prune</source>
        <translation>
            <numerusform>%n objeto por eliminar</numerusform>
            <numerusform>%n objetos por eliminar</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) could not be compared</source>
        <translation>
            <numerusform>no se pudo comparar %n objeto</numerusform>
            <numerusform>no se pudieron comparar %n objetos</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <comment>CHANGE by MANAGER</comment>
        <translation>%1 por %2</translation>
    </message>
    <message>
        <source>%1 by %2, %3</source>
        <comment>CHANGE by MANAGER, TIME</comment>
        <translation>%1 por %2, %3</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n more field(s)</source>
        <translation>
            <numerusform>%1 y %n campo más</numerusform>
            <numerusform>%1 y %n campos más</numerusform>
        </translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>sin cambios</translation>
    </message>
    <message>
        <source>not in the cluster yet</source>
        <translation>aún no está en el clúster</translation>
    </message>
    <message>
        <source>no longer in Git</source>
        <translation>ya no está en Git</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>difiere</translation>
    </message>
    <message>
        <source>hook, takes no part in the comparison</source>
        <translation>hook, no participa en la comparación</translation>
    </message>
    <message>
        <source>not compared</source>
        <translation>sin comparar</translation>
    </message>
    <message>
        <source>Waiting for the first comparison</source>
        <translation>Esperando la primera comparación</translation>
    </message>
    <message>
        <source>Not compared yet</source>
        <translation>Aún sin comparar</translation>
    </message>
    <message>
        <source>Nothing to do</source>
        <translation>Nada que hacer</translation>
    </message>
    <message>
        <source>create %1</source>
        <comment>part of a button</comment>
        <translation>crear %1</translation>
    </message>
    <message>
        <source>update %1</source>
        <comment>part of a button</comment>
        <translation>actualizar %1</translation>
    </message>
    <message>
        <source>prune %1</source>
        <comment>part of a button</comment>
        <translation>eliminar %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 object(s)</source>
        <extracomment>%1 is &quot;create 3, prune 1&quot;; the number says whether the last count is one object or many</extracomment>
        <translation>
            <numerusform>%1 objeto</numerusform>
            <numerusform>%1 objetos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n pod(s): %2</source>
        <translation>
            <numerusform>%1 de %n pod: %2</numerusform>
            <numerusform>%1 de %n pods: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ErrorWords</name>
    <message>
        <source>It was stopped.</source>
        <translation>Se detuvo.</translation>
    </message>
    <message>
        <source>No answer came in time.</source>
        <translation>No hubo respuesta a tiempo.</translation>
    </message>
    <message>
        <source>There is no connection.</source>
        <translation>No hay conexión.</translation>
    </message>
    <message>
        <source>The other side refuses the credentials.</source>
        <translation>El otro lado rechaza las credenciales.</translation>
    </message>
    <message>
        <source>The identity of the other side is not known or has changed.</source>
        <translation>La identidad del otro lado no se conoce o ha cambiado.</translation>
    </message>
    <message>
        <source>It needs your consent first.</source>
        <translation>Antes necesita su consentimiento.</translation>
    </message>
    <message>
        <source>It was not found.</source>
        <translation>No se encontró.</translation>
    </message>
    <message>
        <source>It has moved since you looked.</source>
        <translation>Ha cambiado desde que lo miró.</translation>
    </message>
    <message>
        <source>The input is wrong; trying again will not help.</source>
        <translation>Los datos son incorrectos; repetir no servirá.</translation>
    </message>
    <message>
        <source>The other side asks to wait.</source>
        <translation>El otro lado pide esperar.</translation>
    </message>
    <message>
        <source>A file or program on this machine failed.</source>
        <translation>Falló un archivo o programa de este equipo.</translation>
    </message>
    <message>
        <source>This is a mistake of Cauce.</source>
        <translation>Es un error de Cauce.</translation>
    </message>
    <message>
        <source>Git repository %1 could not be read</source>
        <translation>No se pudo leer el repositorio Git %1</translation>
    </message>
    <message>
        <source>The ssh host key is not known yet. Nothing was read. Compare the fingerprint, then trust it.</source>
        <translation>La clave ssh del servidor aún no se conoce. No se leyó nada. Compare la huella y después confíe en ella.</translation>
    </message>
    <message>
        <source>The server refuses the credentials. What you see is the last known state. Sign in with git or ssh, then try again.</source>
        <translation>El servidor rechaza las credenciales. Lo que ve es el último estado conocido. Identifíquese con git o ssh y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>%1 What you see is the last known state; Cauce tries again by itself.</source>
        <translation>%1 Lo que ve es el último estado conocido; Cauce lo intenta de nuevo por sí solo.</translation>
    </message>
    <message>
        <source>%1 Check the address, the revision and the path of the workspace.</source>
        <translation>%1 Revise la dirección, la revisión y la ruta del espacio de trabajo.</translation>
    </message>
    <message>
        <source>Cluster %1 could not be read</source>
        <translation>No se pudo leer el clúster %1</translation>
    </message>
    <message>
        <source>Its kubeconfig starts a program to sign in. Nothing was started. Look at the command, then allow it.</source>
        <translation>Su kubeconfig inicia un programa para identificarse. No se inició nada. Mire la orden y después permítala.</translation>
    </message>
    <message>
        <source>The server refuses the credentials of this context. Nothing is written until it accepts them. Sign in again, then retry.</source>
        <translation>El servidor rechaza las credenciales de este contexto. No se escribe nada hasta que las acepte. Identifíquese de nuevo y reintente.</translation>
    </message>
    <message>
        <source>%1 Check the kubeconfig and the context of the workspace.</source>
        <translation>%1 Revise el kubeconfig y el contexto del espacio de trabajo.</translation>
    </message>
    <message>
        <source>%1 What you see is the last known state and nothing is written; Cauce tries again by itself.</source>
        <translation>%1 Lo que ve es el último estado conocido y no se escribe nada; Cauce lo intenta de nuevo por sí solo.</translation>
    </message>
    <message>
        <source>No plan could be made for %1</source>
        <translation>No se pudo hacer un plan para %1</translation>
    </message>
    <message>
        <source>The sync of %1 was not begun</source>
        <translation>No se empezó a sincronizar %1</translation>
    </message>
    <message>
        <source>Git or the cluster has moved since the plan was made. Nothing was changed. Make a new plan and look at it.</source>
        <translation>Git o el clúster ha cambiado desde que se hizo el plan. No se cambió nada. Haga un plan nuevo y mírelo.</translation>
    </message>
    <message>
        <source>The ssh host key is not known yet.</source>
        <translation>La clave de host ssh aún no es conocida.</translation>
    </message>
    <message>
        <source>The server does not prove who it is: its certificate or host key is not the trusted one. Nothing was read. Somebody else may answer in its place; the details say what to check.</source>
        <translation>El servidor no demuestra quién es: su certificado o su clave de host no es la de confianza. No se ha leído nada. Puede que otro responda en su lugar; los detalles dicen qué comprobar.</translation>
    </message>
    <message>
        <source>The certificate of the API server is not trusted. Nothing was sent to it. Check the certificate authority in the kubeconfig; somebody else may answer in its place.</source>
        <translation>El certificado del servidor de la API no es de confianza. No se le ha enviado nada. Revise la autoridad de certificación del kubeconfig; puede que otro responda en su lugar.</translation>
    </message>
    <message>
        <source>Begin again when you like.</source>
        <translation>Empiece de nuevo cuando quiera.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Inténtelo de nuevo en un momento.</translation>
    </message>
    <message>
        <source>Sign in again, then try again.</source>
        <translation>Inicie sesión de nuevo y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>Answer the message above the page, then try again.</source>
        <translation>Responda al mensaje sobre la página y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>The details name what is missing: bring it back or refresh.</source>
        <translation>Los detalles nombran lo que falta: recupérelo o refresque.</translation>
    </message>
    <message>
        <source>Make a new plan and look at it.</source>
        <translation>Haga otro plan y mírelo.</translation>
    </message>
    <message>
        <source>The details say where: correct it there, then refresh.</source>
        <translation>Los detalles dicen dónde: corríjalo allí y refresque.</translation>
    </message>
    <message>
        <source>The details say which: see to its disk and rights, then try again.</source>
        <translation>Los detalles dicen cuál: revise su disco y permisos y vuelva a intentarlo.</translation>
    </message>
    <message>
        <source>Please report it with the details.</source>
        <translation>Infórmelo, por favor, con los detalles.</translation>
    </message>
    <message>
        <source>%1 Nothing was changed. %2</source>
        <comment>REASON ... WHAT NEXT</comment>
        <translation>%1 No se cambió nada. %2</translation>
    </message>
</context>
<context>
    <name>FormatWords</name>
    <message>
        <source>never</source>
        <translation>nunca</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message numerus="yes">
        <source>%n s ago</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>hace %n s</numerusform>
            <numerusform>hace %n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <comment>minutes</comment>
        <translation>
            <numerusform>hace %n min</numerusform>
            <numerusform>hace %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <comment>hours</comment>
        <translation>
            <numerusform>hace %n h</numerusform>
            <numerusform>hace %n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>hace %n día</numerusform>
            <numerusform>hace %n días</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) ago</source>
        <translation>
            <numerusform>hace %n segundo</numerusform>
            <numerusform>hace %n segundos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>hace %n minuto</numerusform>
            <numerusform>hace %n minutos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>hace %n hora</numerusform>
            <numerusform>hace %n horas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>%n s</numerusform>
            <numerusform>%n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <comment>minutes</comment>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h</source>
        <comment>hours</comment>
        <translation>
            <numerusform>%n h</numerusform>
            <numerusform>%n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n día</numerusform>
            <numerusform>%n días</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n s</source>
        <comment>seconds</comment>
        <translation>
            <numerusform>en %n s</numerusform>
            <numerusform>en %n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n min</source>
        <comment>minutes</comment>
        <translation>
            <numerusform>en %n min</numerusform>
            <numerusform>en %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n h</source>
        <comment>hours</comment>
        <translation>
            <numerusform>en %n h</numerusform>
            <numerusform>en %n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n day(s)</source>
        <translation>
            <numerusform>en %n día</numerusform>
            <numerusform>en %n días</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation>
            <numerusform>%n objeto</numerusform>
            <numerusform>%n objetos</numerusform>
        </translation>
    </message>
    <message>
        <source>under 1 s</source>
        <translation>menos de 1 s</translation>
    </message>
</context>
<context>
    <name>PlanWords</name>
    <message>
        <source>The pods of %1 restart: its pod template changes</source>
        <translation>Los pods de %1 se reinician: cambia su plantilla</translation>
    </message>
    <message>
        <source>The number of pods of %1 changes</source>
        <translation>Cambia el número de pods de %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n object(s) are deleted</source>
        <translation>
            <numerusform>Se borran %1 de %n objeto</numerusform>
            <numerusform>Se borran %1 de %n objetos</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 is deleted with all that it holds</source>
        <comment>KIND NAME</comment>
        <translation>Se borra %1 %2 con todo lo que contiene</translation>
    </message>
    <message>
        <source>%1 %2 cannot work: %3</source>
        <comment>KIND NAME: reason</comment>
        <translation>%1 %2 no puede funcionar: %3</translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) created</source>
        <translation>
            <numerusform>se crea %n objeto</numerusform>
            <numerusform>se crean %n objetos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) deleted, last of all</source>
        <translation>
            <numerusform>se borra %n objeto, al final</numerusform>
            <numerusform>se borran %n objetos, al final</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) changed in place</source>
        <translation>
            <numerusform>cambia %n objeto</numerusform>
            <numerusform>cambian %n objetos</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete %1 %2 with all that it holds</source>
        <comment>KIND NAME</comment>
        <translation>Borrar %1 %2 con todo lo que contiene</translation>
    </message>
    <message>
        <source>Delete %1 %2</source>
        <comment>KIND NAME</comment>
        <translation>Borrar %1 %2</translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) not checked by the server&apos;s dry run: its defaults may show as changes</source>
        <translation>
            <numerusform>%n objeto sin comprobar por el dry run del servidor: sus valores por defecto pueden parecer cambios</numerusform>
            <numerusform>%n objetos sin comprobar por el dry run del servidor: sus valores por defecto pueden parecer cambios</numerusform>
        </translation>
    </message>
    <message>
        <source>The server&apos;s dry run accepted what is updated</source>
        <translation>El dry run del servidor aceptó lo que se actualiza</translation>
    </message>
    <message numerus="yes">
        <source>The pods of %n workload(s) restart or change their number</source>
        <translation>
            <numerusform>Los pods de %n workload se reinician o cambian de número</numerusform>
            <numerusform>Los pods de %n workloads se reinician o cambian de número</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusWords</name>
    <message>
        <source>created</source>
        <translation>creado</translation>
    </message>
    <message>
        <source>updated</source>
        <translation>actualizado</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>borrado</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>sin cambios</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>Healthy</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Suspended</translation>
    </message>
    <message>
        <source>Progressing</source>
        <translation>Progressing</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Missing</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>Degraded</translation>
    </message>
    <message>
        <source>Unknown</source>
        <comment>health</comment>
        <translation>Unknown</translation>
    </message>
    <message>
        <source>Synced</source>
        <translation>Synced</translation>
    </message>
    <message>
        <source>OutOfSync</source>
        <translation>OutOfSync</translation>
    </message>
    <message>
        <source>Unknown</source>
        <comment>sync</comment>
        <translation>Unknown</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>Syncing</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Parando</translation>
    </message>
    <message>
        <source>Sync OK</source>
        <translation>Sync OK</translation>
    </message>
    <message>
        <source>Sync failed</source>
        <translation>Sync failed</translation>
    </message>
    <message>
        <source>Sync error</source>
        <translation>Sync error</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Interrumpida</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>running</source>
        <translation>en marcha</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>falló</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>sin respuesta</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>sin empezar</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>Sin cambios</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Crear</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>Actualizar</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Borrar</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Desconocido</translation>
    </message>
</context>
<context>
    <name>cauce::Application</name>
    <message>
        <source>No kubeconfig was found on this machine</source>
        <translation>No se encontró ningún kubeconfig en este equipo</translation>
    </message>
    <message numerus="yes">
        <source>Found %1: %n context(s)</source>
        <translation>
            <numerusform>Se encontró %1: %n contexto</numerusform>
            <numerusform>Se encontró %1: %n contextos</numerusform>
        </translation>
    </message>
    <message>
        <source>The workspace %1 cannot be opened: %2</source>
        <translation>No se puede abrir el espacio de trabajo %1: %2</translation>
    </message>
    <message>
        <source>The workspace %1 could not be saved: %2</source>
        <translation>No se pudo guardar el espacio de trabajo %1: %2</translation>
    </message>
</context>
<context>
    <name>cauce::ApplicationFilter</name>
    <message>
        <source>Application</source>
        <translation>Aplicación</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>Namespace</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Salud</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Sync</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>Qué difiere</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revisión</translation>
    </message>
    <message>
        <source>Last sync</source>
        <translation>Último sync</translation>
    </message>
</context>
<context>
    <name>cauce::ApplicationPage</name>
    <message>
        <source>Diff</source>
        <translation>Diff</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>Árbol</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Recursos</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historial</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>Aplicaciones</translation>
    </message>
    <message>
        <source>Back (Esc)</source>
        <translation>Volver (Esc)</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Refrescar</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>Revertir…</translation>
    </message>
    <message>
        <source>Sync…</source>
        <translation>Sync…</translation>
    </message>
    <message>
        <source>Refreshing…</source>
        <translation>Refrescando…</translation>
    </message>
</context>
<context>
    <name>cauce::ApplicationsPage</name>
    <message>
        <source>Applications</source>
        <translation>Aplicaciones</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>Espacio de trabajo</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtrar</translation>
    </message>
    <message>
        <source>Search applications, images, kinds…</source>
        <translation>Buscar aplicaciones, imágenes, kinds…</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Refrescar</translation>
    </message>
    <message>
        <source>Ask Git and compare again (R)</source>
        <translation>Preguntar a Git y comparar de nuevo (R)</translation>
    </message>
    <message>
        <source>Worst first</source>
        <translation>Lo peor primero</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>Por nombre</translation>
    </message>
    <message>
        <source>Last sync first</source>
        <translation>Último sync primero</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>Tarjetas</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabla</translation>
    </message>
    <message>
        <source>Tiles or table</source>
        <translation>Tarjetas o tabla</translation>
    </message>
    <message>
        <source>By column</source>
        <translation>Por columna</translation>
    </message>
    <message>
        <source>No application matches</source>
        <translation>Ninguna aplicación coincide</translation>
    </message>
    <message>
        <source>Other words or fewer facets show more.</source>
        <translation>Con otras palabras o menos filtros se ve más.</translation>
    </message>
    <message>
        <source>Show all applications</source>
        <translation>Mostrar todas las aplicaciones</translation>
    </message>
    <message>
        <source>There is no application here</source>
        <translation>Aquí no hay ninguna aplicación</translation>
    </message>
    <message>
        <source>%1 at %2 holds no Argo CD Application below the workspace&apos;s path.</source>
        <translation>%1 en %2 no contiene ninguna Application de Argo CD bajo la ruta del espacio de trabajo.</translation>
    </message>
    <message>
        <source>The repository could not be read</source>
        <translation>No se pudo leer el repositorio</translation>
    </message>
    <message>
        <source>The bar above says why and what to do. Nothing is lost: Cauce tries again by itself.</source>
        <translation>La barra de arriba dice por qué y qué hacer. No se pierde nada: Cauce lo intenta de nuevo por sí solo.</translation>
    </message>
    <message numerus="yes">
        <source>Reading %n kind(s) from %1, %2 done</source>
        <translation>
            <numerusform>Leyendo %n kind de %1, %2 leídos</numerusform>
            <numerusform>Leyendo %n kinds de %1, %2 leídos</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>Leyendo %1</translation>
    </message>
    <message>
        <source>Refreshing…</source>
        <translation>Refrescando…</translation>
    </message>
</context>
<context>
    <name>cauce::ConfirmDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>cauce::DemoStory</name>
    <message>
        <source>Git and cluster agree. Change the image in Git: %1 becomes %2.</source>
        <translation>Git y el clúster coinciden. Cambie la imagen en Git: %1 pasa a %2.</translation>
    </message>
    <message>
        <source>Git says %1, the cluster runs %2. Look at the difference.</source>
        <translation>Git dice %1, el clúster ejecuta %2. Mire la diferencia.</translation>
    </message>
    <message>
        <source>One line differs. Sync it: the plan first, then exactly that.</source>
        <translation>Difiere una línea. Sincronícela: primero el plan, luego exactamente eso.</translation>
    </message>
    <message>
        <source>%1 is rolled out. Now change something behind Cauce&apos;s back.</source>
        <translation>%1 está desplegado. Ahora cambie algo a espaldas de Cauce.</translation>
    </message>
    <message>
        <source>Five replicas run and Git says two. See who did it.</source>
        <translation>Hay cinco réplicas y Git dice dos. Vea quién lo hizo.</translation>
    </message>
    <message>
        <source>The change is nobody&apos;s commit. Heal it: Git decides.</source>
        <translation>Ese cambio no es un commit de nadie. Repárelo: decide Git.</translation>
    </message>
    <message>
        <source>That was the walk. Everything here is yours to break.</source>
        <translation>Este era el recorrido. Aquí puede romperlo todo.</translation>
    </message>
    <message>
        <source>Edit and push</source>
        <translation>Editar y subir</translation>
    </message>
    <message>
        <source>Show the diff</source>
        <translation>Ver la diferencia</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Sincronizar</translation>
    </message>
    <message>
        <source>Scale to 5</source>
        <translation>Escalar a 5</translation>
    </message>
    <message>
        <source>Show who did it</source>
        <translation>Ver quién fue</translation>
    </message>
    <message>
        <source>Heal now</source>
        <translation>Reparar</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Otra vez</translation>
    </message>
</context>
<context>
    <name>cauce::DemoStrip</name>
    <message>
        <source>Demo %1 of %2</source>
        <translation>Demo %1 de %2</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Every answer takes 800 ms</source>
        <translation>Cada respuesta tarda 800 ms</translation>
    </message>
    <message>
        <source>Every LIST takes 4 s</source>
        <translation>Cada LIST tarda 4 s</translation>
    </message>
    <message>
        <source>Cut the next 20 connections</source>
        <translation>Cortar las próximas 20 conexiones</translation>
    </message>
    <message>
        <source>403 for Deployments</source>
        <translation>403 para Deployments</translation>
    </message>
    <message>
        <source>403 for Secrets</source>
        <translation>403 para Secrets</translation>
    </message>
    <message>
        <source>Watches fall silent</source>
        <translation>Los watch enmudecen</translation>
    </message>
    <message>
        <source>5,000 events at once</source>
        <translation>5.000 eventos de golpe</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>F12: let the demo&apos;s cluster misbehave</source>
        <translation>F12: que el clúster de la demo falle</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Copiar la orden</translation>
    </message>
    <message>
        <source>Copy the command that does this in a terminal</source>
        <translation>Copiar la orden que hace esto en un terminal</translation>
    </message>
    <message>
        <source>Hide the walk</source>
        <translation>Ocultar el recorrido</translation>
    </message>
    <message>
        <source>Hide the walk; it is there again at the next start</source>
        <translation>Ocultar el recorrido; vuelve en el próximo inicio</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Adelante</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copiada</translation>
    </message>
</context>
<context>
    <name>cauce::DiffCard</name>
    <message>
        <source>The texts are equal.</source>
        <translation>Los textos son iguales.</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Lado a lado</translation>
    </message>
    <message>
        <source>Copy patch</source>
        <translation>Copiar parche</translation>
    </message>
    <message numerus="yes">
        <source>%n unchanged line(s) above, %1 below</source>
        <translation>
            <numerusform>%n línea sin cambios arriba, %1 abajo</numerusform>
            <numerusform>%n líneas sin cambios arriba, %1 abajo</numerusform>
        </translation>
    </message>
    <message>
        <source>Inline</source>
        <translation>En línea</translation>
    </message>
    <message>
        <source>It is deleted. Its content is not at hand here.</source>
        <translation>Se borra. Su contenido no está a mano aquí.</translation>
    </message>
    <message>
        <source>There is no text of it.</source>
        <translation>No hay texto de él.</translation>
    </message>
</context>
<context>
    <name>cauce::DiffCards</name>
    <message numerus="yes">
        <source>%n more object(s) not shown here</source>
        <translation>
            <numerusform>%n objeto más no se muestra aquí</numerusform>
            <numerusform>%n objetos más no se muestran aquí</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::DiffModel</name>
    <message>
        <source>Unchanged · %1</source>
        <translation>Sin cambios · %1</translation>
    </message>
</context>
<context>
    <name>cauce::DiffPanel</name>
    <message>
        <source>Filter by kind or name</source>
        <translation>Filtrar por kind o nombre</translation>
    </message>
    <message>
        <source>live → desired</source>
        <translation>live → desired</translation>
    </message>
    <message>
        <source>Compared objects</source>
        <translation>Objetos comparados</translation>
    </message>
    <message>
        <source>Next change</source>
        <translation>Cambio siguiente</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Anterior</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Sync</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Lado a lado</translation>
    </message>
    <message>
        <source>This application has no objects</source>
        <translation>Esta aplicación no tiene objetos</translation>
    </message>
    <message>
        <source>Nothing at %1 is a Kubernetes manifest.</source>
        <translation>Nada en %1 es un manifiesto de Kubernetes.</translation>
    </message>
    <message>
        <source>Nothing differs.</source>
        <translation>Nada difiere.</translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) will change.</source>
        <translation>
            <numerusform>%n objeto va a cambiar.</numerusform>
            <numerusform>%n objetos van a cambiar.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not everything could be compared.</source>
        <translation>No se pudo comparar todo.</translation>
    </message>
    <message>
        <source>What is in the cluster is what is in Git.</source>
        <translation>Lo que hay en el clúster es lo que hay en Git.</translation>
    </message>
    <message>
        <source>compared %1</source>
        <translation>comparado %1</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Comparando…</translation>
    </message>
</context>
<context>
    <name>cauce::DiffView</name>
    <message>
        <source>Difference</source>
        <translation>Diferencia</translation>
    </message>
    <message>
        <source>live by</source>
        <translation>live por</translation>
    </message>
</context>
<context>
    <name>cauce::Facets</name>
    <message>
        <source>Sync</source>
        <translation>Sync</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Salud</translation>
    </message>
    <message>
        <source>more…</source>
        <translation>más…</translation>
    </message>
    <message>
        <source>All applications</source>
        <translation>Todas las aplicaciones</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Requiere atención</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Proyecto</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>Namespace</translation>
    </message>
</context>
<context>
    <name>cauce::FacetsPanel</name>
    <message>
        <source>Facets</source>
        <translation>Filtros</translation>
    </message>
</context>
<context>
    <name>cauce::FirstStartPage</name>
    <message>
        <source>What is in Git goes to the cluster</source>
        <translation>Lo que está en Git va al clúster</translation>
    </message>
    <message>
        <source>Open a repository with Argo CD applications and choose a cluster. Cauce shows what differs before anything changes, and never writes to Git on its own.</source>
        <translation>Abra un repositorio con aplicaciones de Argo CD y elija un clúster. Cauce muestra qué difiere antes de que algo cambie, y nunca escribe en Git por su cuenta.</translation>
    </message>
    <message>
        <source>https, ssh or a folder on this machine, and a context of your kubeconfig.</source>
        <translation>https, ssh o una carpeta de este equipo, y un contexto de su kubeconfig.</translation>
    </message>
    <message>
        <source>Open repository…</source>
        <translation>Abrir repositorio…</translation>
    </message>
    <message>
        <source>Open a repository</source>
        <translation>Abrir un repositorio</translation>
    </message>
</context>
<context>
    <name>cauce::HealthBar</name>
    <message numerus="yes">
        <source>%n application(s)</source>
        <translation>
            <numerusform>%n aplicación</numerusform>
            <numerusform>%n aplicaciones</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 OutOfSync</source>
        <translation>%1 OutOfSync</translation>
    </message>
    <message>
        <source>%1 Degraded</source>
        <translation>%1 Degraded</translation>
    </message>
    <message>
        <source>nothing differs</source>
        <translation>nada difiere</translation>
    </message>
</context>
<context>
    <name>cauce::HelpSheet</name>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>Flechas</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Moverse</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Intro</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Volver</translation>
    </message>
    <message>
        <source>Tabs: Diff, Tree, Resources, History</source>
        <translation>Pestañas: Diff, Árbol, Recursos, Historial</translation>
    </message>
    <message>
        <source>Next change</source>
        <translation>Cambio siguiente</translation>
    </message>
    <message>
        <source>Previous change</source>
        <translation>Cambio anterior</translation>
    </message>
    <message>
        <source>Side by side or inline</source>
        <translation>Lado a lado o en línea</translation>
    </message>
    <message>
        <source>Sync: shows the plan first</source>
        <translation>Sync: primero muestra el plan</translation>
    </message>
    <message>
        <source>Run the plan shown, when it deletes nothing</source>
        <translation>Ejecutar el plan mostrado, si no borra nada</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Refrescar</translation>
    </message>
    <message>
        <source>Tiles or table</source>
        <translation>Tarjetas o tabla</translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation>Esta hoja</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Open the application, the object&apos;s text, the rollback</source>
        <translation>Abrir la aplicación, el texto del objeto, el rollback</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>To the next part of the window</source>
        <translation>A la parte siguiente de la ventana</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Espacio</translation>
    </message>
    <message>
        <source>Press the button, choose the filter</source>
        <translation>Pulsar el botón, elegir el filtro</translation>
    </message>
    <message>
        <source>Copy the row or the selection</source>
        <translation>Copiar la fila o la selección</translation>
    </message>
</context>
<context>
    <name>cauce::HistoryDelegate</name>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>in Git</source>
        <translation>en Git</translation>
    </message>
    <message>
        <source>no message</source>
        <translation>sin mensaje</translation>
    </message>
</context>
<context>
    <name>cauce::HistoryModel</name>
    <message>
        <source>not yet deployed</source>
        <translation>aún sin desplegar</translation>
    </message>
    <message>
        <source>took %1</source>
        <translation>tardó %1</translation>
    </message>
    <message>
        <source>rollback</source>
        <translation>rollback</translation>
    </message>
    <message>
        <source>by automation</source>
        <translation>por la automatización</translation>
    </message>
</context>
<context>
    <name>cauce::HistoryPanel</name>
    <message>
        <source>Deployments</source>
        <translation>Despliegues</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>Revertir…</translation>
    </message>
    <message>
        <source>Automation would undo a rollback: it is switched off for this application when you roll back, until you resume it.</source>
        <translation>La automatización desharía un rollback: al revertir se apaga para esta aplicación, hasta que la reanude.</translation>
    </message>
    <message>
        <source>live → that revision</source>
        <translation>live → esa revisión</translation>
    </message>
    <message>
        <source>Nothing has been deployed by Cauce yet</source>
        <translation>Cauce aún no ha desplegado nada</translation>
    </message>
    <message>
        <source>Each sync is recorded here with its commit; you can go back to any.</source>
        <translation>Cada sync queda registrado aquí con su commit; puede volver a cualquiera.</translation>
    </message>
    <message>
        <source>This is what was deployed last</source>
        <translation>Esto es lo último que se desplegó</translation>
    </message>
    <message>
        <source>This commit is in Git and not deployed yet</source>
        <translation>Este commit está en Git y aún no se ha desplegado</translation>
    </message>
    <message>
        <source>Choose an earlier deployment to see what a rollback to it would change.</source>
        <translation>Elija un despliegue anterior para ver qué cambiaría un rollback a él.</translation>
    </message>
    <message>
        <source>The diff tab shows what a sync would change.</source>
        <translation>La pestaña Diff muestra qué cambiaría un sync.</translation>
    </message>
    <message>
        <source>Roll back to %1 · %2</source>
        <translation>Revertir a %1 · %2</translation>
    </message>
    <message>
        <source>Working out what would change…</source>
        <translation>Calculando qué cambiaría…</translation>
    </message>
</context>
<context>
    <name>cauce::MainWindow</name>
    <message>
        <source>Open a repository…</source>
        <translation>Abrir un repositorio…</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>The identity of %1 is not verified (insecure-skip-tls-verify): others on the network can read and change what you send.</source>
        <translation>La identidad de %1 no se verifica (insecure-skip-tls-verify): otros en la red pueden leer y cambiar lo que envía.</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) of the workspace could not be read</source>
        <translation>
            <numerusform>No se pudo leer %n parte del espacio de trabajo</numerusform>
            <numerusform>No se pudieron leer %n partes del espacio de trabajo</numerusform>
        </translation>
    </message>
    <message>
        <source>The other applications are shown. Repair what the details name, commit and refresh.</source>
        <translation>Las demás aplicaciones se muestran. Repare lo que nombran los detalles, haga commit y refresque.</translation>
    </message>
    <message>
        <source>Trust this ssh host key?</source>
        <translation>¿Confiar en esta clave ssh del servidor?</translation>
    </message>
    <message>
        <source>Compare the fingerprint with the one that the server&apos;s owner publishes. If somebody else answers in its place, they can feed you other manifests.</source>
        <translation>Compare la huella con la que publica el dueño del servidor. Si otro responde en su lugar, puede darle otros manifiestos.</translation>
    </message>
    <message>
        <source>Trust host key</source>
        <translation>Confiar en la clave</translation>
    </message>
    <message>
        <source>Start this program to sign in?</source>
        <translation>¿Iniciar este programa para identificarse?</translation>
    </message>
    <message>
        <source>The kubeconfig names a program that hands out credentials. It runs as you. Allow it only if you know it.</source>
        <translation>El kubeconfig nombra un programa que entrega credenciales. Se ejecuta con su usuario. Permítalo solo si lo conoce.</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>Permitir</translation>
    </message>
    <message>
        <source>Turn on automation on this workstation?</source>
        <translation>¿Activar la automatización en este equipo?</translation>
    </message>
    <message>
        <source>While this program runs, it syncs applications whose policy says so when Git changes, deletes what they prune and undoes drift where they self-heal. Applications with such a policy: %1.</source>
        <translation>Mientras este programa esté en marcha, sincroniza las aplicaciones cuya política lo dice cuando Git cambia, borra lo que eliminan (prune) y deshace desvíos donde tienen self-heal. Aplicaciones con tal política: %1.</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>Activar</translation>
    </message>
    <message>
        <source>Leave while %1 is being synced?</source>
        <translation>¿Salir mientras se sincroniza %1?</translation>
    </message>
    <message>
        <source>The sync stops where it is: what has been written stays, the rest is not begun. The history says so at the next start.</source>
        <translation>El sync se para donde está: lo escrito se queda, el resto no empieza. El historial lo dirá en el próximo inicio.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Salir</translation>
    </message>
</context>
<context>
    <name>cauce::MessageBar</name>
    <message>
        <source>Retry</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>Trust host key…</source>
        <translation>Confiar en la clave…</translation>
    </message>
    <message>
        <source>Look at the command…</source>
        <translation>Ver la orden…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Descartar</translation>
    </message>
</context>
<context>
    <name>cauce::OpenRepositoryDialog</name>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Open a repository</source>
        <translation>Abrir un repositorio</translation>
    </message>
    <message>
        <source>as kubectl finds it</source>
        <translation>como lo encuentra kubectl</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>Repositorio</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revisión</translation>
    </message>
    <message>
        <source>Path of applications</source>
        <translation>Ruta de las aplicaciones</translation>
    </message>
    <message>
        <source>Kube context</source>
        <translation>Contexto de kube</translation>
    </message>
    <message>
        <source>Kubeconfig</source>
        <translation>Kubeconfig</translation>
    </message>
    <message>
        <source>Ask Git every</source>
        <translation>Preguntar a Git cada</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Cauce reads the repository and compares it with the cluster. It writes nothing until you sync.</source>
        <translation>Cauce lee el repositorio y lo compara con el clúster. No escribe nada hasta que usted sincronice.</translation>
    </message>
    <message>
        <source>Say which repository: an https or ssh address, or a folder.</source>
        <translation>Diga qué repositorio: una dirección https o ssh, o una carpeta.</translation>
    </message>
    <message>
        <source>Leave the password out of the address: git&apos;s credential helper is asked for it.</source>
        <translation>Deje la contraseña fuera de la dirección: se le pide al credential helper de git.</translation>
    </message>
    <message>
        <source>This is neither an address (https://, ssh://, git@host:path) nor a folder.</source>
        <translation>Esto no es una dirección (https://, ssh://, git@host:path) ni una carpeta.</translation>
    </message>
    <message>
        <source>The path is below the repository&apos;s root, without “..”.</source>
        <translation>La ruta está bajo la raíz del repositorio, sin «..».</translation>
    </message>
    <message>
        <source>There is no kubeconfig file of that name.</source>
        <translation>No hay ningún archivo kubeconfig con ese nombre.</translation>
    </message>
    <message>
        <source>The name may have lower-case letters, digits, “-” and “.”.</source>
        <translation>El nombre puede tener minúsculas, cifras, «-» y «.».</translation>
    </message>
    <message>
        <source>A workspace of that name exists already.</source>
        <translation>Ya existe un espacio de trabajo con ese nombre.</translation>
    </message>
</context>
<context>
    <name>cauce::PlanModel</name>
    <message>
        <source>made because of CreateNamespace=true</source>
        <translation>se crea por CreateNamespace=true</translation>
    </message>
    <message>
        <source>not in that revision</source>
        <translation>no está en esa revisión</translation>
    </message>
    <message>
        <source>no longer in Git</source>
        <translation>ya no está en Git</translation>
    </message>
    <message>
        <source>not in the cluster yet</source>
        <translation>aún no está en el clúster</translation>
    </message>
    <message>
        <source>Prune · wave %1</source>
        <translation>Prune · wave %1</translation>
    </message>
    <message>
        <source>Sync · wave %1</source>
        <translation>Sync · wave %1</translation>
    </message>
    <message numerus="yes">
        <source>%n unchanged object(s) are not touched</source>
        <translation>
            <numerusform>%n objeto sin cambios no se toca</numerusform>
            <numerusform>%n objetos sin cambios no se tocan</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::ResourceListModel</name>
    <message>
        <source>Kind</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>Namespace</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Salud</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Sync</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>Qué difiere</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Edad</translation>
    </message>
</context>
<context>
    <name>cauce::ResourceTreeModel</name>
    <message>
        <source>being deleted</source>
        <translation>borrándose</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Salud</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Sync</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Edad</translation>
    </message>
</context>
<context>
    <name>cauce::ResourcesPanel</name>
    <message>
        <source>Resources</source>
        <translation>Recursos</translation>
    </message>
    <message>
        <source>Filter by kind, name or namespace</source>
        <translation>Filtrar por kind, nombre o namespace</translation>
    </message>
</context>
<context>
    <name>cauce::RowDelegate</name>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
</context>
<context>
    <name>cauce::Segmented</name>
    <message>
        <source>%1, %2 of %3</source>
        <translation>%1, %2 de %3</translation>
    </message>
</context>
<context>
    <name>cauce::StatusBar</name>
    <message numerus="yes">
        <source>%1 · reading %n kind(s), %2 done</source>
        <translation>
            <numerusform>%1 · leyendo %n kind, %2 leídos</numerusform>
            <numerusform>%1 · leyendo %n kinds, %2 leídos</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · connecting</source>
        <translation>%1 · conectando</translation>
    </message>
    <message numerus="yes">
        <source>%1 · watching %n kind(s)</source>
        <translation>
            <numerusform>%1 · observando %n kind</numerusform>
            <numerusform>%1 · observando %n kinds</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · delayed, no news for a while</source>
        <translation>%1 · con retraso, sin noticias desde hace un rato</translation>
    </message>
    <message>
        <source>%1 · disconnected, next try %2</source>
        <translation>%1 · desconectado, próximo intento %2</translation>
    </message>
    <message>
        <source>%1 · disconnected</source>
        <translation>%1 · desconectado</translation>
    </message>
    <message>
        <source>Git %1</source>
        <translation>Git %1</translation>
    </message>
    <message>
        <source>not reachable</source>
        <translation>no accesible</translation>
    </message>
    <message>
        <source>polled %1</source>
        <translation>consultado %1</translation>
    </message>
    <message>
        <source>next %1</source>
        <translation>próxima %1</translation>
    </message>
    <message>
        <source>Automation: this workstation</source>
        <translation>Automatización: este equipo</translation>
    </message>
    <message>
        <source>Automation: off</source>
        <translation>Automatización: no</translation>
    </message>
    <message>
        <source>Turn automatic sync for this workspace on or off</source>
        <translation>Activar o apagar el sync automático de este espacio de trabajo</translation>
    </message>
</context>
<context>
    <name>cauce::StatusStrip</name>
    <message numerus="yes">
        <source>%1 of %n pod(s) ready</source>
        <translation>
            <numerusform>%1 de %n pod listo</numerusform>
            <numerusform>%1 de %n pods listos</numerusform>
        </translation>
    </message>
    <message>
        <source>policy: manual sync</source>
        <translation>política: sync manual</translation>
    </message>
    <message>
        <source>prune</source>
        <comment>policy</comment>
        <translation>prune</translation>
    </message>
    <message>
        <source>self-heal</source>
        <comment>policy</comment>
        <translation>self-heal</translation>
    </message>
    <message>
        <source>policy: automated</source>
        <translation>política: automatizada</translation>
    </message>
    <message>
        <source>policy: %1</source>
        <translation>política: %1</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Salud</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Sync</translation>
    </message>
    <message>
        <source>Last sync</source>
        <translation>Último sync</translation>
    </message>
    <message>
        <source>Automation</source>
        <translation>Automatización</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Reanudar</translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>estado de %1</translation>
    </message>
    <message>
        <source>to %1</source>
        <translation>a %1</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>de %1</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nunca</translation>
    </message>
    <message>
        <source>no sync by Cauce is recorded on this workstation</source>
        <translation>no hay ningún sync de Cauce registrado en este equipo</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n object(s)</source>
        <translation>
            <numerusform>%1 de %n objeto</numerusform>
            <numerusform>%1 de %n objetos</numerusform>
        </translation>
    </message>
    <message>
        <source>by automation</source>
        <translation>por la automatización</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>por %1</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Sí</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>No</translation>
    </message>
    <message>
        <source>Automation is off for this workspace on this workstation.</source>
        <translation>La automatización está apagada para este espacio de trabajo en este equipo.</translation>
    </message>
    <message>
        <source>rolled back to</source>
        <translation>revertido a</translation>
    </message>
    <message>
        <source>Turn automatic sync for this workspace on or off</source>
        <translation>Activar o apagar el sync automático de este espacio de trabajo</translation>
    </message>
    <message>
        <source>Details of the last sync</source>
        <translation>Detalles del último sync</translation>
    </message>
</context>
<context>
    <name>cauce::SyncPage</name>
    <message>
        <source>Sync %1</source>
        <translation>Sync de %1</translation>
    </message>
    <message>
        <source>Roll back %1</source>
        <translation>Revertir %1</translation>
    </message>
    <message>
        <source>Making the plan…</source>
        <translation>Haciendo el plan…</translation>
    </message>
    <message>
        <source>Git and the cluster are read; nothing is changed.</source>
        <translation>Se leen Git y el clúster; no se cambia nada.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Make a new plan</source>
        <translation>Hacer un plan nuevo</translation>
    </message>
    <message>
        <source>bound to commit %1 and to what the cluster is now</source>
        <translation>ligado al commit %1 y a lo que es ahora el clúster</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n object(s)</source>
        <translation>
            <numerusform>%1 de %n objeto</numerusform>
            <numerusform>%1 de %n objetos</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing changes: the cluster is as the plan wants it</source>
        <translation>Nada cambia: el clúster está como quiere el plan</translation>
    </message>
    <message>
        <source>Automation of this application is paused, so that it does not undo the rollback</source>
        <translation>La automatización de esta aplicación se pausa, para que no deshaga el rollback</translation>
    </message>
    <message>
        <source>delete what that revision does not have</source>
        <translation>borrar lo que esa revisión no tiene</translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) will be deleted</source>
        <translation>
            <numerusform>se borrará %n objeto</numerusform>
            <numerusform>se borrarán %n objetos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) would be deleted</source>
        <translation>
            <numerusform>se borraría %n objeto</numerusform>
            <numerusform>se borrarían %n objetos</numerusform>
        </translation>
    </message>
    <message>
        <source>Type the application&apos;s name to confirm.</source>
        <translation>Escriba el nombre de la aplicación para confirmar.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Stop the sync</source>
        <translation>Parar el sync</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Git or the cluster cannot be reached now</source>
        <translation>Ahora no se puede acceder a Git o al clúster</translation>
    </message>
    <message>
        <source>The sync begins…</source>
        <translation>Empieza el sync…</translation>
    </message>
    <message>
        <source>Last sync of %1</source>
        <translation>Último sync de %1</translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) failed</source>
        <translation>
            <numerusform>falló %n objeto</numerusform>
            <numerusform>fallaron %n objetos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) without an answer: they may or may not have changed</source>
        <translation>
            <numerusform>%n objeto sin respuesta: puede haber cambiado o no</numerusform>
            <numerusform>%n objetos sin respuesta: pueden haber cambiado o no</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) were not begun</source>
        <translation>
            <numerusform>no se empezó %n objeto</numerusform>
            <numerusform>no se empezaron %n objetos</numerusform>
        </translation>
    </message>
    <message>
        <source>Took %1</source>
        <translation>Tardó %1</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>live → desired</source>
        <translation>live → desired</translation>
    </message>
    <message>
        <source>Objects of the sync</source>
        <translation>Objetos del sync</translation>
    </message>
    <message>
        <source>Prune</source>
        <translation>Prune</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Opciones</translation>
    </message>
    <message>
        <source>Name of the application</source>
        <translation>Nombre de la aplicación</translation>
    </message>
    <message>
        <source>The branch has moved since this plan was made.</source>
        <translation>La rama ha avanzado desde que se hizo este plan.</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>Revisión</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>Qué va a pasar</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ha pasado</translation>
    </message>
    <message>
        <source>nothing to delete</source>
        <translation>nada que borrar</translation>
    </message>
    <message>
        <source>Syncing %1</source>
        <translation>Sincronizando %1</translation>
    </message>
    <message>
        <source>What was written stays. Repair what the rows name, then make a new plan: it begins with what is left</source>
        <translation>Lo escrito queda. Repare lo que nombran las filas y haga otro plan: empieza por lo que falta</translation>
    </message>
    <message>
        <source>The prune leaves these out. Turn on what is to be deleted, too:</source>
        <translation>El prune deja fuera estos. Active lo que también deba borrarse:</translation>
    </message>
    <message numerus="yes">
        <source>%n hook(s) will not run: Cauce does not run hooks yet</source>
        <translation>
            <numerusform>%n hook no se ejecutará: Cauce aún no ejecuta hooks</numerusform>
            <numerusform>%n hooks no se ejecutarán: Cauce aún no ejecuta hooks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>cauce::TabStrip</name>
    <message>
        <source>Tabs</source>
        <translation>Pestañas</translation>
    </message>
    <message>
        <source>%1, tab %2 of %3</source>
        <translation>%1, pestaña %2 de %3</translation>
    </message>
</context>
<context>
    <name>cauce::TileDelegate</name>
    <message>
        <source>Last sync %1</source>
        <translation>Último sync %1</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>Committed %1</source>
        <translation>Commit del %1</translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>estado de %1</translation>
    </message>
</context>
<context>
    <name>cauce::TreePanel</name>
    <message>
        <source>Resource tree</source>
        <translation>Árbol de recursos</translation>
    </message>
</context>
<context>
    <name>cauce::tour::DemoTour</name>
    <message>
        <source>This step of the demo could not be done</source>
        <translation>No se pudo hacer este paso de la demo</translation>
    </message>
    <message>
        <source>Nothing was changed. The details say why; `--reset` begins the demo afresh.</source>
        <translation>No se cambió nada. Los detalles dicen por qué; `--reset` comienza la demo de nuevo.</translation>
    </message>
</context>
</TS>
